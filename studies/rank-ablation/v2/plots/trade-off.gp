# Run `gnuplot trade-off.gp` in this folder to draw this figure again from trade-off.csv.
reset
set encoding utf8
set decimalsign '.'
set datafile separator ','
set datafile commentschars ''
data = 'trade-off.csv'

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
if (output == 1) { set terminal svg size 580,374 name 'trade_off' font 'DejaVu Sans,12' noenhanced background rgb '#ffffff'; set output 'trade-off.svg' }
if (output == 2) { set terminal pngcairo size 1160,748 fontscale 1.5 linewidth 2 pointscale 2 font 'DejaVu Sans,12' noenhanced background rgb '#ffffff'; set output 'trade-off.png' }
set multiplot
unset label
set label 'Order against value' at screen 0.0172, 0.9612 left font 'DejaVu Sans,13' textcolor rgb '#202020'
set label 'Ranked by depth: what an ordered v costs in L_vis. Points along each curve: lambda_rank = 0, 0.005,'."\n".'0.02, 0.05, 0.2, 1. Mean over n = 3 seeds, bars: ± standard deviation.' at screen 0.0172, 0.0749 left font 'DejaVu Sans,10' textcolor rgb '#606060'
set lmargin at screen 0.1324
set rmargin at screen 0.7876
set tmargin at screen 0.9198
set bmargin at screen 0.2513
unset logscale x
set xrange [0.545485411254652:0.9280996890571522]
set xtics autofreq; set format x '%g'
set xlabel 'L_vis ↓' textcolor rgb '#202020'
unset logscale y
set yrange [0.07976389338857459:0.2904144048341676]
set ytics autofreq; set format y '%g'
set ylabel 'order violations (share) ↓' textcolor rgb '#202020'
unset arrow; unset object
set label '0' at 0.5964578132455548, 0.267760358552212 left offset 0.7, 0.5 font 'DejaVu Sans,10' textcolor rgb '#0072b2'
set label '0.005' at 0.5950455460697412, 0.25061388782371635 left offset 0.7, 0.5 font 'DejaVu Sans,10' textcolor rgb '#0072b2'
set label '0.02' at 0.5932585617216924, 0.21304318790845314 left offset 0.7, 0.5 font 'DejaVu Sans,10' textcolor rgb '#0072b2'
set label '0.05' at 0.5987546041142195, 0.17258310991012218 left offset 0.7, 0.5 font 'DejaVu Sans,10' textcolor rgb '#0072b2'
set label '0.2' at 0.6415506904789557, 0.12986549286685836 left offset 0.7, 0.5 font 'DejaVu Sans,10' textcolor rgb '#0072b2'
set label '1' at 0.8855442859542867, 0.11313934119289688 left offset 0.7, 0.5 font 'DejaVu Sans,10' textcolor rgb '#0072b2'
set key at screen 0.8083, 0.9305 left top Left reverse vertical samplen 2 spacing 1.15 textcolor rgb '#202020' title 'lambda_tv' left
plot \
  data skip 1 every ::0::2 using 1:2 with points pt 7 ps 0.4 lc rgb '#900072b2' notitle, \
  data skip 1 every ::3::5 using 1:2 with points pt 7 ps 0.4 lc rgb '#900072b2' notitle, \
  data skip 1 every ::6::8 using 1:2 with points pt 7 ps 0.4 lc rgb '#900072b2' notitle, \
  data skip 1 every ::9::11 using 1:2 with points pt 7 ps 0.4 lc rgb '#900072b2' notitle, \
  data skip 1 every ::12::14 using 1:2 with points pt 7 ps 0.4 lc rgb '#900072b2' notitle, \
  data skip 1 every ::15::17 using 1:2 with points pt 7 ps 0.4 lc rgb '#900072b2' notitle, \
  data skip 1 every ::18::20 using 1:2 with points pt 7 ps 0.4 lc rgb '#90d55e00' notitle, \
  data skip 1 every ::21::23 using 1:2 with points pt 7 ps 0.4 lc rgb '#90d55e00' notitle, \
  data skip 1 every ::24::26 using 1:2 with points pt 7 ps 0.4 lc rgb '#90d55e00' notitle, \
  data skip 1 every ::27::29 using 1:2 with points pt 7 ps 0.4 lc rgb '#90d55e00' notitle, \
  data skip 1 every ::30::32 using 1:2 with points pt 7 ps 0.4 lc rgb '#90d55e00' notitle, \
  data skip 1 every ::33::35 using 1:2 with points pt 7 ps 0.4 lc rgb '#90d55e00' notitle, \
  data skip 1 every ::36::38 using 1:2 with points pt 7 ps 0.4 lc rgb '#90009e73' notitle, \
  data skip 1 every ::39::41 using 1:2 with points pt 7 ps 0.4 lc rgb '#90009e73' notitle, \
  data skip 1 every ::42::44 using 1:2 with points pt 7 ps 0.4 lc rgb '#90009e73' notitle, \
  data skip 1 every ::45::47 using 1:2 with points pt 7 ps 0.4 lc rgb '#90009e73' notitle, \
  data skip 1 every ::48::50 using 1:2 with points pt 7 ps 0.4 lc rgb '#90009e73' notitle, \
  data skip 1 every ::51::53 using 1:2 with points pt 7 ps 0.4 lc rgb '#90009e73' notitle, \
  data skip 1 every ::54::59 using 1:5:(0):($6-$5) with vectors nohead lt 1 dt 1 lw 1.5 notitle, \
  data skip 1 every ::60::65 using 3:2:($4-$3):(0) with vectors nohead lt 1 dt 1 lw 1.5 notitle, \
  data skip 1 every ::66::71 using 1:5:(0):($6-$5) with vectors nohead lt 2 dt 1 lw 1.5 notitle, \
  data skip 1 every ::72::77 using 3:2:($4-$3):(0) with vectors nohead lt 2 dt 1 lw 1.5 notitle, \
  data skip 1 every ::78::83 using 1:5:(0):($6-$5) with vectors nohead lt 3 dt 1 lw 1.5 notitle, \
  data skip 1 every ::84::89 using 3:2:($4-$3):(0) with vectors nohead lt 3 dt 1 lw 1.5 notitle, \
  data skip 1 every ::90::95 using 1:2 with linespoints lt 1 notitle, \
  data skip 1 every ::96::101 using 1:2 with linespoints lt 2 notitle, \
  data skip 1 every ::102::107 using 1:2 with linespoints lt 3 notitle, \
  keyentry with linespoints lt 1 title '0', \
  keyentry with linespoints lt 2 title '0.005', \
  keyentry with linespoints lt 3 title '0.05'
unset multiplot
unset output
}
