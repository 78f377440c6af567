// The script file, through gnuplot-iostream's stream on a FILE of ours.
//
// Its default constructor pipes into `gnuplot -persist`, which hides every failure; given a FILE it only writes, and
// what is written is a file that anybody can run again.
#include "cgnuplot/cgnuplot.h"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>

#if !__has_include(<gnuplot-iostream.h>)
#error "gnuplot-iostream.h is missing: apt-get install libgnuplot-iostream-dev (or run ./setup)"
#endif
#include <gnuplot-iostream.h>

static bool fail(cgnuplot_error *error, const char *path, const char *what) {
  error->code = 74;
  std::snprintf(error->message, sizeof error->message, "%s: cannot write the script: %s", path, what);
  return false;
}

bool cgnuplot_write_script(const char *path, const char *bytes, size_t count, cgnuplot_error *error) {
  *error = {};
  std::FILE *file = std::fopen(path, "we");
  if (!file) return fail(error, path, std::strerror(errno));
  // The stream closes what it is given and only prints a warning if that fails, so a second descriptor is synced here.
  const int synced = dup(fileno(file));
  if (synced < 0) {
    const int reason = errno;
    std::fclose(file);
    return fail(error, path, std::strerror(reason));
  }
  bool written = false;
  try {
    Gnuplot script(file);
    script.write(bytes, static_cast<std::streamsize>(count));
    script.flush();
    written = script.good();
  } catch (const std::exception &exception) {
    close(synced);
    return fail(error, path, exception.what());
  }
  const bool durable = fsync(synced) == 0 || errno == EINVAL;
  const int reason = errno;
  const bool whole = lseek(synced, 0, SEEK_END) == static_cast<off_t>(count);
  close(synced);
  if (!durable) return fail(error, path, std::strerror(reason));
  if (!written || !whole) return fail(error, path, "it is incomplete; is the disk full?");
  return true;
}
