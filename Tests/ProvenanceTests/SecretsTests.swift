import Testing

@testable import Provenance

@Suite struct SecretsTests {
  private let environment = [
    "HF_TOKEN": "hf_abcdefghijk", "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI", "MY_PASSWORD": "correct horse",
    "WANDB_API_KEY": "0123456789abcdef", "STUDY_TOKEN": "study-secret-1", "HAZYDEPTH_SECRET": "hidden-value",
    "SLURM_JWT": "eyJhbGciOi.JIUzI1NiJ9xx.abc", "LC_ALL": "C.UTF-8", "TZ": "UTC", "HAZYDEPTH_ISA": "v3",
    "SLURM_ARRAY_TASK_ID": "3", "HOME": "/home/alice", "USER": "alice", "HF_HOME": "/home/alice/hf",
  ]
  private var secrets: Secrets { Secrets(environment: environment, home: "/home/alice") }

  @Test func `only variables that can matter are recorded`() {
    #expect(
      secrets.recorded(of: environment)
        == ["LC_ALL": "C.UTF-8", "TZ": "UTC", "HAZYDEPTH_ISA": "v3", "SLURM_ARRAY_TASK_ID": "3"])
    #expect(secrets.recorded(of: ["TZ": "hf_abcdefghijk"])["TZ"] == "[removed]", "wherever the value stands")
  }

  @Test(arguments: [
    "hf_AbCdEfGhIjKlMn", "ghp_0123456789abcdefghij", "github_pat_11ABCDEFG0123456789", "glpat-abcdefghij0123",
    "sk-proj-0123456789abcdef", "AKIAIOSFODNN7EXAMPLE", "AIzaSyA0123456789abcdefghijklmnopqrstu", "xoxb-0123456789-abc",
    "eyJhbGciOiJI.eyJzdWIiOiIx.SflKxwRJSM", "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----",
    "wJalrXUtnFEMI", "correct horse",
  ])
  func `a key is removed from any text, by its shape or because a variable holds it`(key: String) {
    let text = secrets.screened("+let a = 1\n+let b = \"\(key)\"\n")
    #expect(!text.contains(key) && text.contains("let a = 1") && text.contains("[removed]"))
  }

  @Test func `a name that smells of a key hides what is assigned to it`() {
    #expect(secrets.screened("api_key: 12345, steps=3") == "api_key: [removed], steps=3")
    #expect(secrets.screened("password = 'x1y2'") == "password = '[removed]'")
    #expect(secrets.screened("https://alice:s3cr3t@host/x") == "https://alice:[removed]@host/x")
    #expect(secrets.screened("let keyframes = 3; token_count: 5").contains("keyframes = 3"))
  }

  @Test func `a command line shows neither folders of its user nor keys`() {
    let command = [
      "/home/alice/house/.build/debug/study-toy", "--data", "/home/alice/frames", "--auth-token", "abc", "--token=abc",
      "--set", "steps=3",
    ]
    #expect(
      secrets.screened(command: command)
        == ["study-toy", "--data", "~/frames", "--auth-token", "[removed]", "--token=[removed]", "--set", "steps=3"])
  }
}
