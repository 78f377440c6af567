# Run `gnuplot error-over-depth.gp` in this folder to draw this figure again from error-over-depth.csv.
reset
set encoding utf8
set decimalsign '.'
set datafile separator ','
set datafile commentschars ''
data = 'error-over-depth.csv'

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
if (output == 1) { set terminal svg size 766,311 name 'error_over_depth' font 'DejaVu Sans,12' noenhanced background rgb '#ffffff'; set output 'error-over-depth.svg' }
if (output == 2) { set terminal pngcairo size 1532,622 fontscale 1.5 linewidth 2 pointscale 2 font 'DejaVu Sans,12' noenhanced background rgb '#ffffff'; set output 'error-over-depth.png' }
set multiplot
unset label
set label 'Error against depth' at screen 0.0131, 0.9534 left font 'DejaVu Sans,13' textcolor rgb '#202020'
set label 'Bins of 5 m. Band: 95 % interval.' at screen 0.0131, 0.0482 left font 'DejaVu Sans,10' textcolor rgb '#606060'
set lmargin at screen 0.0815
set rmargin at screen 0.3948
set tmargin at screen 0.8392
set bmargin at screen 0.2605
unset logscale x
set xrange [-1.25:81.25]
set xtics autofreq; set format x '%g'
set xlabel 'true depth (m)' textcolor rgb '#202020'
unset logscale y
set yrange [-2.4080053183964596:59.463233551878936]
set ytics autofreq; set format y '%g'
set ylabel 'MAE (m)' textcolor rgb '#202020'
set label 'clear' at screen 0.0815, 0.8682 left font 'DejaVu Sans,12' textcolor rgb '#202020'
unset arrow; unset object
set key at screen 0.7420, 0.8521 left top Left reverse vertical samplen 2 spacing 1.15 textcolor rgb '#202020' title 'model' left
plot \
  data skip 1 every ::0::15 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#0072b2' notitle, \
  data skip 1 every ::16::31 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#d55e00' notitle, \
  data skip 1 every ::32::47 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#009e73' notitle, \
  data skip 1 every ::48::63 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#cc79a7' notitle, \
  data skip 1 every ::64::79 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#56b4e9' notitle, \
  data skip 1 every ::80::95 using 1:2 with linespoints lt 1 notitle, \
  data skip 1 every ::96::111 using 1:2 with linespoints lt 2 notitle, \
  data skip 1 every ::112::127 using 1:2 with linespoints lt 3 notitle, \
  data skip 1 every ::128::143 using 1:2 with linespoints lt 4 notitle, \
  data skip 1 every ::144::159 using 1:2 with linespoints lt 5 notitle, \
  keyentry with linespoints lt 1 title 'mari-metric-2-small', \
  keyentry with linespoints lt 2 title 'direct-conv', \
  keyentry with linespoints lt 3 title 'direct-conv-augmented', \
  keyentry with linespoints lt 4 title 'direct-vit', \
  keyentry with linespoints lt 5 title 'direct-vit-augmented'
set lmargin at screen 0.4131
set rmargin at screen 0.7264
set tmargin at screen 0.8392
set bmargin at screen 0.2605
unset label; unset key; unset colorbox
unset logscale x
set xrange [-1.25:81.25]
set xtics autofreq; set format x '%g'
set xlabel 'true depth (m)' textcolor rgb '#202020'
unset logscale y
set yrange [-2.4080053183964596:59.463233551878936]
set ytics autofreq; set format y ''
set ylabel '' textcolor rgb '#202020'
set label 'hazy' at screen 0.4131, 0.8682 left font 'DejaVu Sans,12' textcolor rgb '#202020'
unset arrow; unset object
plot \
  data skip 1 every ::160::175 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#0072b2' notitle, \
  data skip 1 every ::176::191 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#d55e00' notitle, \
  data skip 1 every ::192::207 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#009e73' notitle, \
  data skip 1 every ::208::223 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#cc79a7' notitle, \
  data skip 1 every ::224::239 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#56b4e9' notitle, \
  data skip 1 every ::240::255 using 1:2 with linespoints lt 1 notitle, \
  data skip 1 every ::256::271 using 1:2 with linespoints lt 2 notitle, \
  data skip 1 every ::272::287 using 1:2 with linespoints lt 3 notitle, \
  data skip 1 every ::288::303 using 1:2 with linespoints lt 4 notitle, \
  data skip 1 every ::304::319 using 1:2 with linespoints lt 5 notitle
unset multiplot
unset output
}
