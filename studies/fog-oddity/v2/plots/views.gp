# Run `gnuplot views.gp` in this folder to draw this figure again from views.csv.
reset
set encoding utf8
set decimalsign '.'
set datafile separator ','
set datafile commentschars ''
data = 'views.csv'

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
if (output == 1) { set terminal svg size 508,577 name 'views' font 'DejaVu Sans,12' noenhanced background rgb '#ffffff'; set output 'views.svg' }
if (output == 2) { set terminal pngcairo size 1016,1154 fontscale 1.5 linewidth 2 pointscale 2 font 'DejaVu Sans,12' noenhanced background rgb '#ffffff'; set output 'views.png' }
set multiplot
unset label
set label 'The same predictions, scored in other ways' at screen 0.0197, 0.9749 left font 'DejaVu Sans,13' textcolor rgb '#202020'
set label 'cap: refuted (the lower MAE −0.071 → −0.070 (98 % left), the higher RMSE 0.134 → 0.169'."\n".'(126 % left)). coverage: refuted (the lower MAE −0.071 → −0.071 (100 % left), the'."\n".'higher RMSE 0.134 → 0.134 (100 % left)). reducer: undecided (the lower MAE −0.071 →'."\n".'−0.049 (69 % left), the higher RMSE 0.134 → 0.058 (43 % left)). rays: refuted (the'."\n".'lower MAE −0.071 → −0.069 (98 % left), the higher RMSE 0.134 → 0.144 (107 % left)). one'."\n".'scene: refuted (ΔMAE −0.071 m, without a scene [−0.078, −0.064]; ΔRMSE 0.134 m, [0.126,'."\n".'0.142]). Bars: 95 % interval.' at screen 0.0197, 0.1612 left font 'DejaVu Sans,10' textcolor rgb '#606060'
set lmargin at screen 0.3370
set rmargin at screen 0.9669
set tmargin at screen 0.9480
set bmargin at screen 0.2769
unset logscale x
set xrange [-0.2181594274831028:2.0929370273062324]
set xtics autofreq; set format x '%g'
set xlabel 'hazy less clear (m)' textcolor rgb '#202020'
unset logscale y
set yrange [17:-0.7]
set ytics ('common pixels, pooled' 1, 'mean of images' 2, 'own' 3, 'clipped' 4, 'radial' 5, 'median scaled' 6, 'without a block' 7, 'common pixels, pooled' 9.3, 'mean of images' 10.3, 'own' 11.3, 'clipped' 12.3, 'radial' 13.3, 'median scaled' 14.3, 'largest 5 %% cut' 15.3, 'without a block' 16.3); unset mytics
set ylabel '' textcolor rgb '#202020'
unset arrow; unset object
set label 'ΔMAE' at graph 0.01, first 0 left front font 'DejaVu Sans,13' textcolor rgb '#202020'
set label 'ΔRMSE' at graph 0.01, first 8.3 left front font 'DejaVu Sans,13' textcolor rgb '#202020'
set arrow from first 0, graph 0 to first 0, graph 1 nohead back lw 1.2 dt (6,4) lc rgb '#808080'
plot \
  data skip 1 every ::0::14 using 3:2:($4-$3):(0) with vectors nohead lt 1 dt 1 lw 1.5 notitle, \
  data skip 1 every ::15::29 using 1:2 with points lt 1 notitle
unset multiplot
unset output
}
