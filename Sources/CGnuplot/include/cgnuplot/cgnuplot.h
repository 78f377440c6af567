// gnuplot behind a C face: scripts written through gnuplot-iostream, then run as a child process that is watched.
#pragma once
#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What went wrong, in one line, and the exit code (sysexits) a command should end with.
typedef struct cgnuplot_error {
  int code;            // 69: gnuplot is missing, failed or was too slow; 74: the system failed while writing
  char message[1024];  // NUL-terminated UTF-8, control characters replaced
} cgnuplot_error;

/// Writes a complete script to `path` (replacing it) and syncs it. False, with the reason, if any byte could not be
/// written; the file may then be incomplete.
bool cgnuplot_write_script(const char *path, const char *bytes, size_t count, cgnuplot_error *error);

/// Runs `program --default-settings script` in `folder` and waits for it, at most `seconds`; then its process group is
/// killed. A program without a slash is looked for in PATH. True if it ended with status 0. What it said on standard error is in `error->message` either way.
bool cgnuplot_run(const char *program, const char *folder, const char *script, double seconds,
                  cgnuplot_error *error);

#ifdef __cplusplus
}
#endif
