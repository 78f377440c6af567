import Files
import TestSupport
import Testing

@testable import StudyKit

@Suite struct ValueTests {
  @Test func `text is read as what a person means by it`() {
    #expect(Value(parsing: "3") == .int(3))
    #expect(Value(parsing: "1e-3") == .double(0.001))
    #expect(Value(parsing: "true") == .bool(true))
    #expect(Value(parsing: "nan") == .string("nan"))
    #expect(Value(parsing: "suffix:_foggy") == .string("suffix:_foggy"))
    #expect(Value(parsing: "0,0.5,1") == .list([.int(0), .double(0.5), .int(1)]))
  }

  @Test func `a value has the type that is asked for, or none`() {
    #expect(Double(Value.int(2)) == 2)
    #expect(Int(Value.double(2)) == 2)
    #expect(Int(Value.double(2.5)) == nil)
    #expect(Bool(Value.int(1)) == nil)
    #expect([Double](Value.double(3)) == [3])
    #expect([Int](Value.list([.int(1), .string("x")])) == nil)
  }

  @Test func `a Float is kept by its shortest digits`() {
    #expect(Float(0.1).value == .double(0.1))
    #expect(Float(Value.double(0.1)) == 0.1)
  }

  @Test func `whole numbers are shown short and kept with their type`() {
    #expect("\(Value.double(1))" == "1")
    #expect(Value.double(1).exact == "1.0")
    #expect(Value.double(0.02).exact == "0.02")
  }

  @Test func `a misspelt name has a hint, a strange one has none`() {
    #expect(hint(for: "stpes", among: ["steps", "rate"]) == ", did you mean 'steps'?")
    #expect(hint(for: "lambda_rnak", among: ["lambda_rank", "lambda_tv"]) == ", did you mean 'lambda_rank'?")
    #expect(hint(for: "colour", among: ["steps", "rate"]).isEmpty)
  }

  @Test(arguments: [
    Value.bool(true), .int(-3), .double(1e-5), .double(0.1), .string("a \"b\"\n"), .list([.int(1), .double(2.5)]),
  ])
  func `a value survives JSON`(value: Value) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(JSON.pretty([value]), to: "value.json")
    #expect(try JSON.read([Value].self, from: path) == [value])
  }

  @Test func `undefined and infinite metrics survive JSON apart`() throws {
    let folder = try TemporaryFolder()
    let metrics: [String: Double?] = ["a": 0.1, "b": nil, "c": .infinity, "d": .nan]
    let path = try folder.write(JSON.pretty(metrics), to: "metrics.json")
    let back = try JSON.read([String: Double?].self, from: path)
    #expect(back["a"] == 0.1 && back["c"] == .infinity)
    #expect(back.keys.contains("b") && back["b"]! == nil)
    #expect(back["d"]??.isNaN == true)
  }
}
