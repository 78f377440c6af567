import Metrics

/// Explanations of one oddity, each with its evidence, its rule and the verdict that follows.
nonisolated struct DecisionTable: Sendable {
  /// A question before it is decided: an explanation, what it is to explain, and by which rule.
  struct Question: Sendable {
    let explanation: Explanation
    /// The differences that it is to explain. Where they are not odd there is nothing to decide.
    let oddity: OddityTest
    let rule: DecisionRule

    init(_ explanation: Explanation, of oddity: OddityTest, _ rule: DecisionRule) {
      (self.explanation, self.oddity, self.rule) = (explanation, oddity, rule)
    }
  }

  struct Row: Sendable {
    let explanation: Explanation
    let rule: String
    let evidence: String
    let verdict: DecisionVerdict
  }

  let rows: [Row]
  /// The level of each row's intervals, such that all rows together err with the level asked for (Bonferroni).
  let rowLevel: Double

  /// Decides all questions together at `level`.
  ///
  /// If coverage or the depth make-up is supported, more than half of the oddity is one of pixels: whatever is to explain
  /// the errors on common pixels is refuted, unless these are odd, too.
  init(_ questions: [Question], level: Double = 0.95) {
    let rowLevel = 1 - (1 - level) / Double(max(1, questions.count))
    func decided(_ question: Question) -> DecisionVerdict {
      guard question.oddity.verdict(level: level) == .odd || question.explanation == .oneScene else {
        return .undecided
      }
      return question.rule.verdict(level: rowLevel)
    }
    let masks = questions.filter { $0.explanation == .coverage || $0.explanation == .depthMakeUp }
    let isOfPixels = masks.contains { decided($0) == .supported }
    self.rowLevel = rowLevel
    rows = questions.map { question in
      let isOdd = question.oddity.verdict(level: level) == .odd
      let isMask = masks.contains { $0.explanation == question.explanation }
      var (verdict, evidence) = (decided(question), question.rule.evidence)
      if isOfPixels && !isMask && !isOdd {
        (verdict, evidence) = (.refuted, "not odd on the pixels that both conditions can score; " + evidence)
      } else if isOfPixels && isMask && !isOdd {
        (verdict, evidence) = (.refuted, "not odd on these pixels; " + evidence)
      } else if !isOdd {
        evidence = "not odd (\(question.oddity.verdict(level: level).rawValue)); " + evidence
      }
      return Row(
        explanation: question.explanation, rule: question.rule.text, evidence: evidence, verdict: verdict)
    }
  }

  /// The explanations with a verdict.
  func explanations(_ verdict: DecisionVerdict) -> [Explanation] {
    rows.filter { $0.verdict == verdict }.map(\.explanation)
  }

  subscript(explanation: Explanation) -> Row? { rows.first { $0.explanation == explanation } }
}
