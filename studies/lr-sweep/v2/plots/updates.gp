# Run `gnuplot updates.gp` in this folder to draw this figure again from updates.csv.
reset
set encoding utf8
set decimalsign '.'
set datafile separator ','
set datafile commentschars ''
data = 'updates.csv'

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
if (output == 1) { set terminal svg size 630,361 name 'updates' font 'DejaVu Sans,12' noenhanced background rgb '#ffffff'; set output 'updates.svg' }
if (output == 2) { set terminal pngcairo size 1260,722 fontscale 1.5 linewidth 2 pointscale 2 font 'DejaVu Sans,12' noenhanced background rgb '#ffffff'; set output 'updates.png' }
set multiplot
unset label
set label 'How far a step moves each component' at screen 0.0159, 0.9598 left font 'DejaVu Sans,13' textcolor rgb '#202020'
set label 'Mean over the run, ratio 1:2:2.4. Mean over n = 3 seeds, band: ± standard deviation.' at screen 0.0159, 0.0416 left font 'DejaVu Sans,10' textcolor rgb '#606060'
set lmargin at screen 0.1333
set rmargin at screen 0.7365
set tmargin at screen 0.9169
set bmargin at screen 0.2244
set logscale x
set xrange [7.518720440245741e-05:0.03990040624388407]
set xtics ('0.0001' 0.0001, '0.0003' 0.0003, '0.001' 0.001, '0.003' 0.003, '0.01' 0.01, '0.03' 0.03); unset mxtics
set xlabel 'rate' textcolor rgb '#202020'
set logscale y
set yrange [0.00011536687292600557:0.027785377328691276]
set ytics autofreq; set format y '%g'
set ylabel '‖Δp‖ / ‖p‖ a step' textcolor rgb '#202020'
unset arrow; unset object
set key at screen 0.7556, 0.9280 left top Left reverse vertical samplen 2 spacing 1.15 textcolor rgb '#202020' title 'component' left
plot \
  data skip 1 every ::0::5 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#0072b2' notitle, \
  data skip 1 every ::6::11 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#d55e00' notitle, \
  data skip 1 every ::12::17 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#009e73' notitle, \
  data skip 1 every ::18::23 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#cc79a7' notitle, \
  data skip 1 every ::24::29 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#56b4e9' notitle, \
  data skip 1 every ::30::35 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#e69f00' notitle, \
  data skip 1 every ::36::41 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#000000' notitle, \
  data skip 1 every ::42::47 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#999933' notitle, \
  data skip 1 every ::48::65 using 1:2 with points pt 7 ps 0.4 lc rgb '#900072b2' notitle, \
  data skip 1 every ::66::83 using 1:2 with points pt 7 ps 0.4 lc rgb '#90d55e00' notitle, \
  data skip 1 every ::84::101 using 1:2 with points pt 7 ps 0.4 lc rgb '#90009e73' notitle, \
  data skip 1 every ::102::119 using 1:2 with points pt 7 ps 0.4 lc rgb '#90cc79a7' notitle, \
  data skip 1 every ::120::137 using 1:2 with points pt 7 ps 0.4 lc rgb '#9056b4e9' notitle, \
  data skip 1 every ::138::155 using 1:2 with points pt 7 ps 0.4 lc rgb '#90e69f00' notitle, \
  data skip 1 every ::156::173 using 1:2 with points pt 7 ps 0.4 lc rgb '#90000000' notitle, \
  data skip 1 every ::174::191 using 1:2 with points pt 7 ps 0.4 lc rgb '#90999933' notitle, \
  data skip 1 every ::192::197 using 1:2 with linespoints lt 1 notitle, \
  data skip 1 every ::198::203 using 1:2 with linespoints lt 2 notitle, \
  data skip 1 every ::204::209 using 1:2 with linespoints lt 3 notitle, \
  data skip 1 every ::210::215 using 1:2 with linespoints lt 4 notitle, \
  data skip 1 every ::216::221 using 1:2 with linespoints lt 5 notitle, \
  data skip 1 every ::222::227 using 1:2 with linespoints lt 6 notitle, \
  data skip 1 every ::228::233 using 1:2 with linespoints lt 7 notitle, \
  data skip 1 every ::234::239 using 1:2 with linespoints lt 8 notitle, \
  keyentry with linespoints lt 1 title 'conv_in', \
  keyentry with linespoints lt 2 title 'encoder', \
  keyentry with linespoints lt 3 title 'mid_block', \
  keyentry with linespoints lt 4 title 'dehaze_decoder', \
  keyentry with linespoints lt 5 title 'depth_decoder', \
  keyentry with linespoints lt 6 title 'visibility_head', \
  keyentry with linespoints lt 7 title 'dehaze_adapters', \
  keyentry with linespoints lt 8 title 'depth_adapters'
unset multiplot
unset output
}
