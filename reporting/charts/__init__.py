"""The charts of every dashboard page: built from numbers, drawn on the server as SVG.

A room builds one of StackedBars, LineChart, SmallMultiples, TileMap, Matrix or RangeBars, and shows it with
{% include "reporting/charts/_chart.html" with chart=… %}: title, legend, picture, table. A chart that the
room registers by a key (`register_chart`) and names with it (`name_chart`) also has files, a citation and an
address to show it elsewhere. The picture alone is drawn by "reporting/charts/_picture.html".
"""
