/// Text inside pictures: DejaVu Sans at 13 pixels, smoothed; the same bytes on every machine, whatever fonts it has.
///
/// The table is made by `Tests/Report/make-label-font.html` (Chromium draws the glyphs).
enum LabelFont {
  /// A line's height; the baseline is at 13.
  static let height = 17

  struct Glyph {
    let advance: Int
    let left: Int
    let top: Int
    let width: Int
    let height: Int
    /// 0 (none) … 7 (full), row by row.
    let coverage: [UInt8]
  }

  static func width(_ text: String) -> Int { text.reduce(0) { $0 + glyph($1).advance } }

  /// A sign that is not in the table is a box.
  static func glyph(_ sign: Character) -> Glyph { glyphs[sign] ?? (sign == " " ? space : box) }

  /// The text, or as much of its beginning as fits, with "…".
  static func fitted(_ text: String, _ width: Int) -> String {
    if LabelFont.width(text) <= width { return text }
    var text = text
    while !text.isEmpty, LabelFont.width(text + "…") > width { text.removeLast() }
    return text + "…"
  }

  private static let space = Glyph(advance: 4, left: 0, top: 0, width: 0, height: 0, coverage: [])
  private static let box = Glyph(
    advance: 8, left: 1, top: 4, width: 6, height: 9,
    coverage: (0..<54).map { k in (k / 6) % 8 == 0 || k % 6 % 5 == 0 ? 7 : 0 })

  private static let glyphs: [Character: Glyph] = {
    var glyphs: [Character: Glyph] = [:]
    for line in table.split(separator: "\n") {
      let fields = line.split(separator: " ")
      let n = fields[1...5].map { Int($0)! }
      let pairs = fields[6].utf8.flatMap { [($0 - 48) >> 3, ($0 - 48) & 7] }
      glyphs[Character(String(fields[0]))] = Glyph(
        advance: n[0], left: n[1], top: n[2], width: n[3], height: n[4], coverage: Array(pairs.prefix(n[3] * n[4])))
    }
    return glyphs
  }()

  /// Sign, advance, left, top, width, height, coverage: two pixels to a character from "0".
  private static let table = #"""
    ! 5 2 4 2 9 jjjjji@Ij
    " 6 1 4 4 4 ZEZEZEI;
    # 11 1 4 9 9 03PS00R5@068h2ooon0M3P04HZ0oooo8>2X03PS00
    $ 8 1 3 7 12 0C002H0<oZ5RH@bC03nZ01Ud02IiPCG4fgH0C002H0
    % 12 0 4 12 9 3e@0Z0>1`2P0E0h>80>1`Z003fBXMH006<PS00S5@L02X4HS0680^P
    & 10 0 4 10 9 0EoH00k0@00j0000^8004[a0a78OA`?83nH6X0_@1V]Jj
    ' 4 1 4 2 4 ZZZI
    ( 5 1 3 3 11 2XbF4P[6H[4PF0b2X
    ) 5 1 3 3 11 Z2`6@U2`F2`T6J`[0
    * 7 0 4 6 6 0<0L<E2^H<^bB<<0;0
    + 11 1 5 9 8 00X000?0001h04oool01h000?0001h000?00
    , 4 1 11 2 3 NTa
    - 5 0 9 4 1 Go
    . 4 1 11 2 2 CU
    / 4 0 4 5 11 06@1`0L05@1`0L05@0h0E04H0I00
    0 8 0 4 8 9 0Ve03a=P6H1i7@0j?80c7@0j6H1i3`4X0Ec0
    1 8 1 4 7 9 Eo02Bh00G002h00G002h00G002h0Ooo8
    2 8 1 4 6 9 MnPR2d00N00U03a0V84a0V80ooo
    3 8 1 4 7 9 NnY2@<`00W0OoH02Q001`00?<85`_nQ0
    4 8 0 4 8 9 00_803_80>?80Z?83P?8>8?8Gool00?800?8
    5 8 1 4 6 9 WokT00T00VfHB2d00G00GA1]_nP
    6 8 1 4 7 9 1_l1c9@\006Vm@nAW?P0bc06Ba3i2_Z0
    7 8 1 4 7 9 goo804X00b00N005P01i00U007@03`00
    8 8 0 4 8 9 1^e85b=`6H1i3Z<`1_n86Z<a?@0j6P2i1Ve@
    9 8 0 4 8 9 1Vd05Y=P?82h?82j6X5j1^li002`10FH4oc0
    : 4 1 6 2 7 CN000CN
    ; 4 1 6 2 8 NC000NTa
    < 11 1 5 9 8 0000800Dc0DeI3fI00Nc8002W[8003_H000:
    = 11 1 7 9 4 WoooP000000004oool
    > 11 1 5 9 8 80004d8001Nd8001Vb00<f@;fR0WZ0028000
    ? 7 1 4 5 9 NmD8V03`2b1j0M02H0C04X0
    @ 13 0 4 12 11 01MfR00FI1EX1a000[58EeY>60b2i6=1`0a660a1jS5@Em]@2a00000NH0E002UmI0
    A 9 0 4 9 9 03k000fX00G?805X\01j3`0N07H6oom2i01i]005P
    B 9 1 4 7 9 _oc5P3j\05UP1b_ol5P2d\03eP0^_on8
    C 9 0 4 9 9 0=gd0?Q1J5P001i000G8001i0005P000?Q1J0=ge8
    D 10 1 4 9 9 _nd85P2W@\00V5P02i\00?=P02i\00V5P2WH_nd80
    E 8 1 4 7 9 _ooEP00\005P00_oo=P00\005P00_ooH
    F 7 1 4 6 9 _om\00\00\00_oj\00\00\00\00
    G 10 0 4 9 9 0=gd8?Q1D5P000j000G82oij00G6P02hGQ0O0=gm@
    H 10 1 4 8 9 \00[\00[\00[\00[_ook\00[\00[\00[\00[
    I 4 1 4 2 9 \\\\\\\\\
    J 4 -1 4 4 12 0\0\0\0\0\0\0\0\0\0[2j^H
    K 9 1 4 8 9 \05a\1e0\>X0]d00_i00\V80\4a0\0O@\03j
    L 7 1 4 7 9 \005P00\005P00\005P00\005P00_oo8
    M 11 1 4 9 9 _H0?m]04_\a0cmSPEG\>5BmP[`G\2l2mP28G\002h
    N 10 1 4 8 9 _@0[^`0[\c0[\N0[\5P[\2i[\0\[\0?c\04k
    O 10 0 4 10 9 0=gZ02l8OH6P03h?800jG800c?800j6P02i2l8OH0=gZ0
    P 8 1 4 7 9 _oZ5P<i\07EP2i_ok5P00\005P00\000
    Q 10 0 4 10 11 0=gZ02l8OH6P03h?800jG800c?800k6P02i2l8OP0=gk0000d0000;8
    R 9 1 4 8 9 _oZ0\1W8\07@\0G8_ok0\2e0\0?@\04`\00c
    S 8 0 4 8 9 1VmH6Z2P?8006[800UnH003j000c<@;j5^e@
    T 8 0 4 8 9 oooo05P005P005P005P005P005P005P005P0
    U 10 1 4 8 9 c00cc00cc00cc00cc00cc00c\01jN84`4on8
    V 9 0 4 9 9 \005Rh01i6H0U0N06H1j2`05P\00G?800fX003k00
    W 13 0 4 13 9 N03j07Ai0^P2h6H7E0U0U2`h5H3`L5@j0?=@LG00ch1dX04f06c00GP0_80
    X 9 0 4 9 9 6P0N0?@?@0N>H00_X003k001li00d5X0V06HG80G8
    Y 8 0 4 8 9 ]00\6H3`2i?80Uc006X005P005P005P005P0
    Z 9 0 4 9 9 Gooo8006X005`004a003i002j001k001d000Oooo@
    [ 5 1 3 3 11 gf@b6@b6@b6@b6@g`
    \ 4 0 4 5 11 b04P0F00a04H0E00a04H0E00h038
    ] 5 1 3 3 11 _hG2hG2hG2hG2hG_h
    ^ 11 1 3 9 4 01I001ma01b3a1b02a
    _ 7 -1 15 8 1 >ffd
    ` 7 1 2 3 3 B1a2X
    a 8 0 6 7 7 2_d0J2c003XEgm?A3Yh0e3e\X
    b 8 1 3 7 10 b006@00b006Um8fAW>P0cc05NP0cf8G>Nm8
    c 7 0 6 7 7 0Vn8^@9?802h00?800]090Vn8
    d 8 0 3 8 10 001i001i001i1_bi5Y>i?82iG01i?82i5P5i1^ci
    e 8 0 6 8 7 0Vm04Z<X?80iGooj?0005X0@0VmX
    f 5 0 3 5 10 1_`M04P4f[4P0T04P0T04P0T0
    g 8 0 6 8 10 1_bi5Q=i?02iG01i?82i5P5i1_bh002`185H2od0
    h 8 1 3 7 10 b006@00b006Mm8fAV6H1hc07>@0ib07>@0i
    i 4 1 3 2 10 [I0[[[[[[[
    j 4 -1 3 4 13 0[0I000[0[0[0[0[0[0[0[0bGX
    k 8 1 3 7 10 b006@00b006@5Xb>P6VH0f`06D`0b4a6@4a
    l 4 1 3 2 10 [[[[[[[[[[
    m 13 1 6 11 7 c_YNd6b=d:bc0G04N@2h0Tb0G04V@2h0Tb0G04P
    n 8 1 6 7 7 d]Y6a2`c076@0ib07>@0ib078
    o 8 0 6 8 7 0Vd05Y=X?81iG00i?81i5P4X0Vd0
    p 8 1 6 7 10 d]Y6a2ic05NH0[d06Nb<icgY6@00b006@00
    q 8 0 6 8 10 1_ci5Y>i?82iG01i?82i5P5i1_bi001i001i001i
    r 5 1 6 5 7 d^Fa0c06@0b06@0b00
    s 7 0 6 6 7 3_l?@2?@03_b01O90G>ob
    t 5 0 4 5 9 5H0[0OeP[05H0[05H0\02gX
    u 8 1 6 6 7 b0?b0?b0?b0?b0?\0_=^O
    v 8 0 6 8 7 N01i783X5P6@2`G00bT00Ui00?`0
    w 11 0 6 10 7 F0O8?78^HM5HkX[4RY`i2dHc`0n8VP0^0GH
    x 8 0 6 7 7 >@4XF;a0Nj01m00]b0V2iG83`
    y 8 0 6 8 10 N01i784X4P6@2hF00b\00Mi007X006H00F007Z00
    z 7 0 6 7 7 Goo@03X02a02a01b01b00Ooo@
    { 8 1 3 6 12 04d0F80M00M00\0Oa01\00M00M00M00F005l
    | 4 1 3 2 13 EEEEEEEEEEEE;
    } 8 1 3 6 12 NQ01\00M00M00N005l0F80M00M00T00\0Oa0
    ~ 11 1 8 9 2 =eH2LQEoQ
    ° 7 1 4 5 4 =c4AYR59^H
    ± 11 1 5 9 8 00X000?00WoooP0?0001h000?0000004oool
    ² 5 0 4 5 5 E\00Z0M0L0O]@
    ³ 5 0 4 5 5 =]80R1V80SE\8
    · 4 1 7 2 2 CU
    × 11 2 5 7 8 @00FP0]>P]05e00^X0\5P\05R002
    α 9 0 6 8 7 1]YS5P>a?86`G05H?06H6HGX1]b]
    β 8 1 3 7 13 4fP3b>H\0T5H5P[<j5Mn0[1N5H0j]0G=goH[005H00[000
    γ 8 0 6 8 10 ]01i5H4X2X6@0iF00[\00Fi007X005H005H005H0
    δ 8 0 4 8 9 0Ve83a181dI02H>H701hG00i?81i5Y=X0Vd0
    ε 7 0 6 7 7 2^m0c085H00Fm0?@00j002go8
    κ 8 1 6 6 7 [1c[>H\c0_]0[6H[1i[0N
    λ 8 0 3 8 10 4d000G8005P005`00?j00UU00jG03X6H6@3XN01i
    μ 8 1 6 7 10 b0?6@1hb0?6@1hb0?6Y4idgNf@00b006@00
    ν 7 0 6 7 7 N0>8i0[5H4PM0c1iN06V80W@0
    π 8 0 6 8 7 Wooj4P6H4P6H4P6H4P6H4P5H4P3k
    ρ 8 1 6 7 10 2gY2j<iT06MH0[d06Na2icgY6@00b006@00
    σ 8 0 6 8 7 1^on5Q=X?01iG00i?81i5Y=X0Vd0
    τ 8 0 6 8 7 Gooi05H005H005H005H004X001g8
    φ 9 0 6 8 10 1Z^P6Zac?:`UG2`M?:`U5[ab0_nH02`002`002`0
    ω 11 0 6 10 7 3`01j5H00\7@20N?@?0O7@G8N5Y]Q\2oP_a
    Δ 9 0 4 9 9 03k000dX00F7805HT01i2`0M06H6H0U2h01i_oooP
    Σ 8 1 4 7 9 _ooBj002a003a006P05X03a02i00_ooH
    – 7 0 9 6 1 Ffe
    — 13 0 9 13 1 Ffffff@
    … 13 1 11 11 2 C0;83C`1i0c
    → 11 1 6 10 6 000K0000>H]]]^jBBBEa000N800090
    ← 11 0 6 10 6 0K0003a000Ge]]]>ZBBB1c00009000
    ↑ 11 3 3 5 10 0H0_X]m[?31h0?01h0?01h0?0
    ↓ 11 2 3 6 10 0300?00?00?00?00?00?0>GF2oj0G@
    ≤ 11 1 5 9 8 000280;^YDfR05nI001MmR001Mj00006oooj
    ≥ 11 1 5 9 8 A0004fR000;_[802Wj;^d@6d@0080006oooj
    ≈ 11 1 7 9 4 =nRDK@D]Q3\@2DRUob
    − 11 1 8 9 2 ^fffABBB@
    ∞ 11 1 7 9 5 =e5e;@VPCP1i1RHTYR2Z2\0
    √ 8 0 2 9 12 00038002@000P00040003@2[0X02`<006<800TX002k00060000800
    ∂ 7 0 4 7 9 0UH03FP00G800i2eO8i4`E0L1`>84e@0
    ä 8 0 3 7 10 1iT02180000EnP3@FH00M2^oYj8M?06XN]U
    ö 8 0 3 8 10 0cN00A:000000Vd05Y=X?81iG00i?81i5P4X0Vd0
    ü 8 1 3 6 10 6K`29@000b0?b0?b0?b0?b0?\0_=^O
    é 8 0 3 8 10 00M002X000000Vm04Z<X?80iGooj?0005X0@0VmX
    ß 8 1 3 7 10 4fP4b=H[2]6Ij0cF06Im8c1W>H0\c05NNoX
    """#
}
