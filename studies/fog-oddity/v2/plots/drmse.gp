# Run `gnuplot drmse.gp` in this folder to draw this figure again from drmse.csv.
reset
set encoding utf8
set decimalsign '.'
set datafile separator ','
set datafile commentschars ''
data = 'drmse.csv'

set border 3 lc rgb '#606060'
set tics nomirror out scale 0.5 textcolor rgb '#202020'
set grid back lt 1 lw 0.6 lc rgb '#e0e0e0'
unset key
unset colorbox
set style fill solid 1 noborder
set linetype 1 lc rgb '#0072b2' lw 2 dt 1 pt 7 ps 0.8
set linetype 2 lc rgb '#d55e00' lw 2 dt (5,2.5) pt 9 ps 0.8
set linetype 3 lc rgb '#009e73' lw 2 dt (8,2.5,1.5,2.5) pt 5 ps 0.8
set linetype 4 lc rgb '#cc79a7' lw 2 dt (1.5,2) pt 13 ps 0.8
set linetype 5 lc rgb '#56b4e9' lw 2 dt (10,3) pt 11 ps 0.8
set linetype 6 lc rgb '#e69f00' lw 2 dt (5,2.5) pt 6 ps 0.8
set linetype 7 lc rgb '#000000' lw 2 dt 1 pt 8 ps 0.8
set linetype 8 lc rgb '#999933' lw 2 dt (8,2.5,1.5,2.5) pt 4 ps 0.8
do for [output = 1:2] {
if (output == 1) { set terminal svg size 1020,523 name 'drmse' font 'DejaVu Sans,12' noenhanced background rgb '#ffffff'; set output 'drmse.svg' }
if (output == 2) { set terminal pngcairo size 2040,1046 fontscale 1.5 linewidth 2 pointscale 2 font 'DejaVu Sans,12' noenhanced background rgb '#ffffff'; set output 'drmse.png' }
set multiplot
unset label
set label 'Dose response' at screen 0.0098, 0.9723 left font 'DejaVu Sans,13' textcolor rgb '#202020'
set label 'Band: 95 % interval.' at screen 0.0098, 0.0287 left font 'DejaVu Sans,10' textcolor rgb '#606060'
set lmargin at screen 0.0612
set rmargin at screen 0.2965
set tmargin at screen 0.9044
set bmargin at screen 0.5602
set logscale x
set xrange [20.081008007384366:2489.914847980418]
set xtics ('' 25, '' 100, '' 300, '' 500, '' 1000, '' 2000); unset mxtics
set xlabel '' textcolor rgb '#202020'
unset logscale y
set yrange [-4.491379710447021:16.920419218103557]
set ytics autofreq; set format y '%g'
set ylabel 'ΔRMSE (m)' textcolor rgb '#202020'
set label 'field of view = 50 °' at screen 0.0612, 0.9216 left font 'DejaVu Sans,12' textcolor rgb '#202020'
unset arrow; unset object
set arrow from graph 0, first 0 to graph 1, first 0 nohead back lw 1.2 dt (6,4) lc rgb '#808080'
set key at screen 0.8063, 0.9120 left top Left reverse vertical samplen 2 spacing 1.15 textcolor rgb '#202020' title 'model' left
plot \
  data skip 1 every ::0::5 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#0072b2' notitle, \
  data skip 1 every ::6::11 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#d55e00' notitle, \
  data skip 1 every ::12::17 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#009e73' notitle, \
  data skip 1 every ::18::23 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#cc79a7' notitle, \
  data skip 1 every ::24::29 using 1:2 with linespoints lt 1 notitle, \
  data skip 1 every ::30::35 using 1:2 with linespoints lt 2 notitle, \
  data skip 1 every ::36::41 using 1:2 with linespoints lt 3 notitle, \
  data skip 1 every ::42::47 using 1:2 with linespoints lt 4 notitle, \
  keyentry with linespoints lt 1 title 'direct-conv', \
  keyentry with linespoints lt 2 title 'direct-conv-augmented', \
  keyentry with linespoints lt 3 title 'direct-vit', \
  keyentry with linespoints lt 4 title 'mari-metric-2-small'
set lmargin at screen 0.3102
set rmargin at screen 0.5455
set tmargin at screen 0.9044
set bmargin at screen 0.5602
unset label; unset key; unset colorbox
set logscale x
set xrange [20.081008007384366:2489.914847980418]
set xtics ('25' 25, '100' 100, '300' 300, '500' 500, '1000' 1000, '2000' 2000); unset mxtics
set xlabel 'V (m)' textcolor rgb '#202020'
unset logscale y
set yrange [-4.491379710447021:16.920419218103557]
set ytics autofreq; set format y ''
set ylabel '' textcolor rgb '#202020'
set label 'field of view = 60 °' at screen 0.3102, 0.9216 left font 'DejaVu Sans,12' textcolor rgb '#202020'
unset arrow; unset object
set arrow from graph 0, first 0 to graph 1, first 0 nohead back lw 1.2 dt (6,4) lc rgb '#808080'
plot \
  data skip 1 every ::48::53 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#0072b2' notitle, \
  data skip 1 every ::54::59 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#d55e00' notitle, \
  data skip 1 every ::60::65 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#009e73' notitle, \
  data skip 1 every ::66::71 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#cc79a7' notitle, \
  data skip 1 every ::72::77 using 1:2 with linespoints lt 1 notitle, \
  data skip 1 every ::78::83 using 1:2 with linespoints lt 2 notitle, \
  data skip 1 every ::84::89 using 1:2 with linespoints lt 3 notitle, \
  data skip 1 every ::90::95 using 1:2 with linespoints lt 4 notitle
set lmargin at screen 0.5592
set rmargin at screen 0.7945
set tmargin at screen 0.9044
set bmargin at screen 0.5602
unset label; unset key; unset colorbox
set logscale x
set xrange [20.081008007384366:2489.914847980418]
set xtics ('25' 25, '100' 100, '300' 300, '500' 500, '1000' 1000, '2000' 2000); unset mxtics
set xlabel 'V (m)' textcolor rgb '#202020'
unset logscale y
set yrange [-4.491379710447021:16.920419218103557]
set ytics autofreq; set format y ''
set ylabel '' textcolor rgb '#202020'
set label 'field of view = 78 °' at screen 0.5592, 0.9216 left font 'DejaVu Sans,12' textcolor rgb '#202020'
unset arrow; unset object
set arrow from graph 0, first 0 to graph 1, first 0 nohead back lw 1.2 dt (6,4) lc rgb '#808080'
plot \
  data skip 1 every ::96::101 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#0072b2' notitle, \
  data skip 1 every ::102::107 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#d55e00' notitle, \
  data skip 1 every ::108::113 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#009e73' notitle, \
  data skip 1 every ::114::119 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#cc79a7' notitle, \
  data skip 1 every ::120::125 using 1:2 with linespoints lt 1 notitle, \
  data skip 1 every ::126::131 using 1:2 with linespoints lt 2 notitle, \
  data skip 1 every ::132::137 using 1:2 with linespoints lt 3 notitle, \
  data skip 1 every ::138::143 using 1:2 with linespoints lt 4 notitle
set lmargin at screen 0.0612
set rmargin at screen 0.2965
set tmargin at screen 0.4990
set bmargin at screen 0.1549
unset label; unset key; unset colorbox
set logscale x
set xrange [20.081008007384366:2489.914847980418]
set xtics ('25' 25, '100' 100, '300' 300, '500' 500, '1000' 1000, '2000' 2000); unset mxtics
set xlabel 'V (m)' textcolor rgb '#202020'
unset logscale y
set yrange [-4.491379710447021:16.920419218103557]
set ytics autofreq; set format y '%g'
set ylabel 'ΔRMSE (m)' textcolor rgb '#202020'
set label 'field of view = 95 °' at screen 0.0612, 0.5163 left font 'DejaVu Sans,12' textcolor rgb '#202020'
unset arrow; unset object
set arrow from graph 0, first 0 to graph 1, first 0 nohead back lw 1.2 dt (6,4) lc rgb '#808080'
plot \
  data skip 1 every ::144::149 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#0072b2' notitle, \
  data skip 1 every ::150::155 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#d55e00' notitle, \
  data skip 1 every ::156::161 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#009e73' notitle, \
  data skip 1 every ::162::167 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#cc79a7' notitle, \
  data skip 1 every ::168::173 using 1:2 with linespoints lt 1 notitle, \
  data skip 1 every ::174::179 using 1:2 with linespoints lt 2 notitle, \
  data skip 1 every ::180::185 using 1:2 with linespoints lt 3 notitle, \
  data skip 1 every ::186::191 using 1:2 with linespoints lt 4 notitle
unset multiplot
unset output
}
