import Testing

@testable import Exhibits
@testable import StudyKit

@Suite struct DigitsTests {
  @Test func `mean and spread share the place of the spread's second digit`() {
    #expect(Digits.spread(0.1234567, 0.01234) == "0.123 ± 0.012")
    #expect(Digits.spread(1234.5, 123.4) == "1230 ± 120")
    #expect(Digits.spread(18.3456, 0.0996) == "18.35 ± 0.10")
    #expect(Digits.spread(5, 0) == "5 ± 0")
    #expect(Digits.spread(-0.0001, 0.25) == "0.00 ± 0.25")
  }

  @Test func `plain numbers keep four significant digits and whole numbers stay whole`() {
    #expect(Digits.short(0.123456) == "0.1235")
    #expect(Digits.short(0.1) == "0.1")
    #expect(Digits.short(400) == "400")
    #expect(Digits.short(12345.6) == "12346")
    #expect(Digits.short(0.000015) == "1.5e-5")
    #expect(Digits.short(-0.00049999) == "-0.0005")
    #expect(Digits.short(.nan) == "NaN")
  }

  @Test func `exact digits read back as the same number`() {
    for x in [0.1, 1.0 / 3, 1e-300, 123456789.123456789, -2.5e22, 0.02] {
      #expect(Double(Digits.exact(x)) == x)
    }
    #expect(Digits.exact(3) == "3")
  }
}
