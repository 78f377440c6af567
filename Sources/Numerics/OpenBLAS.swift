import COpenBLAS

/// What the manifest records about OpenBLAS, and its one setting.
public enum OpenBLAS {
  /// The core type whose kernels OpenBLAS runs ("Haswell", "SkylakeX", ...): it decides the bits.
  public static var coreName: String { String(cString: openblas_get_corename()) }
  /// Version and build options, as OpenBLAS prints them.
  public static var configuration: String { String(cString: openblas_get_config()) }

  /// Pins OpenBLAS to the calling thread, once: its results depend on its number of threads, and our workers are the
  /// threads. Every path into OpenBLAS comes through here first.
  static func start() { _ = singleThreaded }
  private static let singleThreaded: Void = openblas_set_num_threads(1)
}
