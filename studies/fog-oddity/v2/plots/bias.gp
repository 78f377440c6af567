# Run `gnuplot bias.gp` in this folder to draw this figure again from bias.csv.
reset
set encoding utf8
set decimalsign '.'
set datafile separator ','
set datafile commentschars ''
data = 'bias.csv'

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
if (output == 1) { set terminal svg size 659,361 name 'bias' font 'DejaVu Sans,12' noenhanced background rgb '#ffffff'; set output 'bias.svg' }
if (output == 2) { set terminal pngcairo size 1318,722 fontscale 1.5 linewidth 2 pointscale 2 font 'DejaVu Sans,12' noenhanced background rgb '#ffffff'; set output 'bias.png' }
set multiplot
unset label
set label 'Bias by density of the fog at 50.0°' at screen 0.0152, 0.9598 left font 'DejaVu Sans,13' textcolor rgb '#202020'
set label 'scale drift: supported (the lower MAE −0.071 → 0.851 (−1202 % left)). Band: 95 % interval.' at screen 0.0152, 0.0416 left font 'DejaVu Sans,10' textcolor rgb '#606060'
set lmargin at screen 0.1056
set rmargin at screen 0.6822
set tmargin at screen 0.9169
set bmargin at screen 0.2244
unset logscale x
set xrange [-0.005991464547107982:0.1258207554892676]
set xtics autofreq; set format x '%g'
set xlabel 'β (1/m)' textcolor rgb '#202020'
unset logscale y
set yrange [-20.759252787263673:-6.302823387716564]
set ytics autofreq; set format y '%g'
set ylabel 'bias (m)' textcolor rgb '#202020'
unset arrow; unset object
set arrow from graph 0, first 0 to graph 1, first 0 nohead back lw 1.2 dt (6,4) lc rgb '#808080'
set key at screen 0.7005, 0.9280 left top Left reverse vertical samplen 2 spacing 1.15 textcolor rgb '#202020' title 'model' left
plot \
  data skip 1 every ::0::6 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#0072b2' notitle, \
  data skip 1 every ::7::13 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#d55e00' notitle, \
  data skip 1 every ::14::20 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#009e73' notitle, \
  data skip 1 every ::21::27 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#cc79a7' notitle, \
  data skip 1 every ::28::34 using 1:2 with linespoints lt 1 notitle, \
  data skip 1 every ::35::41 using 1:2 with linespoints lt 2 notitle, \
  data skip 1 every ::42::48 using 1:2 with linespoints lt 3 notitle, \
  data skip 1 every ::49::55 using 1:2 with linespoints lt 4 notitle, \
  keyentry with linespoints lt 1 title 'direct-conv', \
  keyentry with linespoints lt 2 title 'direct-conv-augmented', \
  keyentry with linespoints lt 3 title 'direct-vit', \
  keyentry with linespoints lt 4 title 'mari-metric-2-small'
unset multiplot
unset output
}
