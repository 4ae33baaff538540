"""The charts of every dashboard page: built from numbers, drawn on the server as SVG.

A room builds one of StackedBars, LineChart, SmallMultiples, TileMap, Matrix or RangeBars, and shows it with
{% plain_part "reporting/charts/_chart.html" chart=… demo=demo %}: title, legend, picture, table, written once
for as long as the chart is the same. So its content is plain: texts, numbers, days, tuples; and what is 54 in
one chart is never 54.0 in another of the same address. A chart that the room registers by a key
(`register_chart`) and names with it (`name_chart`) also has files, a citation and an address to show it
elsewhere. The picture alone is drawn by "reporting/charts/_picture.html".
"""
