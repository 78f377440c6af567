# Run `gnuplot ratios.gp` in this folder to draw this figure again from ratios.csv.
reset
set encoding utf8
set decimalsign '.'
set datafile separator ','
set datafile commentschars ''
data = 'ratios.csv'

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
if (output == 1) { set terminal svg size 428,659 name 'ratios' font 'DejaVu Sans,12' noenhanced background rgb '#ffffff'; set output 'ratios.svg' }
if (output == 2) { set terminal pngcairo size 856,1318 fontscale 1.5 linewidth 2 pointscale 2 font 'DejaVu Sans,12' noenhanced background rgb '#ffffff'; set output 'ratios.png' }
set multiplot
unset label
set label 'Is any ratio separable from 1:1:1?' at screen 0.0234, 0.9780 left font 'DejaVu Sans,13' textcolor rgb '#202020'
set label 'Below zero: better than 1:1:1. Bars: 95 % interval.' at screen 0.0234, 0.0228 left font 'DejaVu Sans,10' textcolor rgb '#606060'
set lmargin at screen 0.2150
set rmargin at screen 0.9626
set tmargin at screen 0.9545
set bmargin at screen 0.1232
unset logscale x
set xrange [-0.058540155180701915:0.22000235091968304]
set xtics autofreq; set format x '%g'
set xlabel 'AbsRel − that of 1:1:1' textcolor rgb '#202020'
unset logscale y
set yrange [24.3:-0.7]
set ytics ('best rates' 1, '0.0001' 2, '0.0003' 3, '0.001' 4, '0.003' 5, '0.01' 6, '0.03' 7, 'best rates' 9.3, '0.0001' 10.3, '0.0003' 11.3, '0.001' 12.3, '0.003' 13.3, '0.01' 14.3, '0.03' 15.3, 'best rates' 17.6, '0.0001' 18.6, '0.0003' 19.6, '0.001' 20.6, '0.003' 21.6, '0.01' 22.6, '0.03' 23.6); unset mytics
set ylabel '' textcolor rgb '#202020'
unset arrow; unset object
set label '1:2:2.4' at graph 0.01, first 0 left front font 'DejaVu Sans,13' textcolor rgb '#202020'
set label '1:4:4.8' at graph 0.01, first 8.3 left front font 'DejaVu Sans,13' textcolor rgb '#202020'
set label '1:0.5:0.6' at graph 0.01, first 16.6 left front font 'DejaVu Sans,13' textcolor rgb '#202020'
set arrow from first 0, graph 0 to first 0, graph 1 nohead back lw 1.2 dt (6,4) lc rgb '#808080'
plot \
  data skip 1 every ::0::20 using 3:2:($4-$3):(0) with vectors nohead lt 1 dt 1 lw 1.5 notitle, \
  data skip 1 every ::21::41 using 1:2 with points lt 1 notitle
unset multiplot
unset output
}
