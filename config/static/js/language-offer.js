// Offers an English page in the language that the browser asks for first, if the page exists in it.
// It stands right behind the header and is read before what follows is shown, so that nothing moves. It stores
// nothing. Without this file the choice of language in the header is all there is.

{
  const links = [...document.querySelectorAll(".languages a[data-offer]")];
  const [wanted] = navigator.languages.map((tag) => tag.toLowerCase().split("-")[0])
    .filter((code) => code === "en" || links.some((link) => link.lang.split("-")[0] === code));
  const link = links.find((one) => one.lang.split("-")[0] === wanted);
  if (link) {
    const offer = document.createElement("p");
    const address = link.cloneNode();
    offer.className = "language-offer";
    offer.lang = link.lang;
    offer.dir = link.dir;
    address.removeAttribute("data-offer");
    address.textContent = link.dataset.offer;
    offer.append(address);
    document.querySelector("header.site").append(offer);
  }
}
