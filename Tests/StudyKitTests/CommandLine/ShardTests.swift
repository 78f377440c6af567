import Testing

@testable import StudyKit

@Suite struct ShardTests {
  @Test func `every cell is in exactly one shard`() {
    let keys = (0..<40).map { PlannedCell.test(a: Double($0)).key }
    for count in 1...5 {
      let shards = (0..<count).compactMap { Shard($0, of: count) }
      for key in keys { #expect(shards.count { $0.contains(key) } == 1) }
    }
  }

  @Test func `a shard is written i/n`() {
    #expect(Shard("1/4") == Shard(1, of: 4))
    for bad in ["4/4", "-1/4", "1", "a/b", "1/0"] { #expect(Shard(bad) == nil) }
  }

  @Test func `clusters say it in their own ways, the first one counts`() {
    let slurm = ["SLURM_ARRAY_TASK_ID": "12", "SLURM_ARRAY_TASK_MIN": "10", "SLURM_ARRAY_TASK_COUNT": "4"]
    #expect(Shard(environment: slurm) == Shard(2, of: 4))
    #expect(Shard(environment: ["OMPI_COMM_WORLD_RANK": "1", "OMPI_COMM_WORLD_SIZE": "3"]) == Shard(1, of: 3))
    #expect(
      Shard(environment: ["PBS_ARRAY_INDEX": "0", "STUDY_SHARDS": "2", "PMI_RANK": "1", "PMI_SIZE": "5"])
        == Shard(0, of: 2))
    #expect(Shard(environment: [:]) == nil)
  }
}
