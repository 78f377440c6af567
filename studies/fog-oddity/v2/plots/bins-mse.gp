# Run `gnuplot bins-mse.gp` in this folder to draw this figure again from bins-mse.csv.
reset
set encoding utf8
set decimalsign '.'
set datafile separator ','
set datafile commentschars ''
data = 'bins-mse.csv'

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
if (output == 1) { set terminal svg size 445,374 name 'bins_mse' font 'DejaVu Sans,12' noenhanced background rgb '#ffffff'; set output 'bins-mse.svg' }
if (output == 2) { set terminal pngcairo size 890,748 fontscale 1.5 linewidth 2 pointscale 2 font 'DejaVu Sans,12' noenhanced background rgb '#ffffff'; set output 'bins-mse.png' }
set multiplot
unset label
set label 'What each depth adds' at screen 0.0225, 0.9612 left font 'DejaVu Sans,13' textcolor rgb '#202020'
set label 'distance: undecided (ΔMAE near −0.088 m [−0.113, −0.062], far 0.017 m'."\n".'[−0.007, 0.041]). Bars: 95 % interval.' at screen 0.0225, 0.0749 left font 'DejaVu Sans,10' textcolor rgb '#606060'
set lmargin at screen 0.1726
set rmargin at screen 0.9636
set tmargin at screen 0.9198
set bmargin at screen 0.2513
unset logscale x
set xrange [-0.6:7.6]
set xtics ('0–10' 0, '10–20' 1, '20–30' 2, '30–40' 3, '40–50' 4, '50–60' 5, '60–70' 6, '70–80' 7); unset mxtics
set xlabel 'true distance (m)' textcolor rgb '#202020'
unset logscale y
set yrange [-0.8222724087524086:2.3022958875917423]
set ytics autofreq; set format y '%g'
set ylabel 'part of ΔMSE (m²)' textcolor rgb '#202020'
unset arrow; unset object
plot \
  data skip 1 every ::0::7 using (($3+$4)/2):(0):3:4:(0):2 with boxxyerror fs solid 0.75 noborder lt 1 notitle, \
  data skip 1 every ::8::15 using 1:5:(0):($6-$5) with vectors nohead lt 7 dt 1 lw 1.5 notitle
unset multiplot
unset output
}
