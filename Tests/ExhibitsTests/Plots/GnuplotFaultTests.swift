import CGnuplot
import Files
import Foundation
import Testing

@testable import Exhibits
@testable import StudyKit

/// gnuplot missing, failing, slow or lying: each is an error with its exit code, and no figure.
@Suite(.serialized) struct GnuplotFaultTests {
  /// Draws with a `gnuplot` that is this shell script (or with none) and returns the fault and what the folder holds.
  private func draw(_ script: String?, limit: Double = 30) throws -> (fault: Figure.Fault?, names: [String]) {
    let (folder, programs) = (try Scratch(), try Scratch())
    if let script {
      let path = programs.file("gnuplot")
      try ("#!/bin/sh\n" + script + "\n").write(toFile: path, atomically: true, encoding: .utf8)
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    }
    var figure = Figure()
    figure.timeLimit = limit
    figure.program = programs.file("gnuplot")
    while true {
      do {
        try figure.draw(PlotSamples.all[0], in: folder.path)
        return (nil, try Folder.names(in: folder.path))
      } catch let fault as Figure.Fault {
        // A child that another test starts may hold the new script open for writing for a moment.
        if fault.description.contains("Text file busy") { continue }
        return (fault, try Folder.names(in: folder.path))
      }
    }
  }

  @Test func `a missing gnuplot is 69 and says what to install`() throws {
    let (fault, names) = try draw(nil)
    #expect(fault?.exitCode == 69 && fault!.description.contains("gnuplot-nox") && names.isEmpty)
  }

  @Test func `a failing gnuplot is 69 with its words`() throws {
    let (fault, names) = try draw("echo '\"x.gp\" line 3: undefined variable: y' >&2; exit 1")
    #expect(fault?.exitCode == 69 && fault!.description.contains("line 3: undefined variable: y") && names.isEmpty)
  }

  @Test func `a slow gnuplot is killed with its children`() throws {
    let start = Date()
    let (fault, names) = try draw("sleep 60 & sleep 60", limit: 0.3)
    #expect(fault?.exitCode == 69 && fault!.description.contains("longer than 0.3 s") && names.isEmpty)
    #expect(Date().timeIntervalSince(start) < 10)
  }

  @Test func `a killed gnuplot is 69 and names the signal`() throws {
    let (fault, _) = try draw("kill -9 $$")
    #expect(fault?.exitCode == 69 && fault!.description.contains("signal 9"))
  }

  @Test func `a gnuplot that writes nothing, or half, is 74`() throws {
    for script in [
      "exit 0", ": > lines.svg; : > lines.png", "printf '<svg' > lines.svg; printf '\\211PNG' > lines.png",
    ] {
      let (fault, names) = try draw(script)
      #expect(fault?.exitCode == 74 && names.isEmpty, "\(script)")
    }
  }

  @Test func `a picture cut short is 74`() throws {
    let (fault, names) = try draw(
      "/usr/bin/env gnuplot \"$@\" && head -c 2000 lines.png > x && mv x lines.png")
    #expect(fault?.exitCode == 74 && fault!.description.contains("png") && names.isEmpty)
  }

  @Test func `a figure that was there stays when its successor fails`() throws {
    let folder = try Scratch()
    try Figure().draw(PlotSamples.all[0], in: folder.path)
    let before = try Folder.bytes(of: folder.file("lines.svg"))
    var figure = Figure()
    figure.program = "/nowhere/gnuplot"
    #expect(throws: Figure.Fault.self) { try figure.draw(PlotSamples.all[0], in: folder.path) }
    #expect(try Folder.bytes(of: folder.file("lines.svg")) == before)
  }
}
