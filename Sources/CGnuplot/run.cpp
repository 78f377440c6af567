// gnuplot as a child process of which nothing is believed: its status, its standard error and the clock are watched.
#include "cgnuplot/cgnuplot.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <string>
#include <vector>

extern char **environ;

namespace {

double now() {
  timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

/// Our environment without what changes a figure: locale, gnuplot's own settings, fonts' paths.
std::vector<std::string> environment() {
  std::vector<std::string> kept;
  for (char **entry = environ; *entry; entry++) {
    const std::string variable = *entry;
    const bool changesFigures = variable.rfind("LC_", 0) == 0 || variable.rfind("LANG", 0) == 0 ||
                                variable.rfind("GNUPLOT", 0) == 0 || variable.rfind("GNUTERM=", 0) == 0 ||
                                variable.rfind("GDFONTPATH=", 0) == 0 || variable.rfind("TZ=", 0) == 0;
    if (!changesFigures) kept.push_back(variable);
  }
  kept.push_back("LC_ALL=C.UTF-8");
  return kept;
}

/// One line: blank runs collapsed, gnuplot's markers ("^" under the fault) dropped, the last part kept.
std::string oneLine(const std::string &text) {
  std::string line;
  for (const char c : text) {
    const bool blank = static_cast<unsigned char>(c) <= 0x20 || c == 0x7f;
    if (c == '^') continue;
    if (!blank) line += c;
    else if (!line.empty() && line.back() != ' ') line += ' ';
  }
  while (!line.empty() && line.back() == ' ') line.pop_back();
  const size_t most = 700;
  if (line.size() <= most) return line;
  size_t from = line.size() - most;
  while (from < line.size() && (line[from] & 0xc0) == 0x80) from++;  // not inside a UTF-8 character
  return "..." + line.substr(from);
}

bool fail(cgnuplot_error *error, int code, const std::string &message) {
  error->code = code;
  std::snprintf(error->message, sizeof error->message, "%s", message.c_str());
  return false;
}

/// Starts gnuplot in a process group of its own, its standard error in `output`; 0 or an errno.
int start(const char *program, const char *folder, const char *script, int output, pid_t *child) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, output, 1);
  posix_spawn_file_actions_adddup2(&actions, output, 2);
  posix_spawn_file_actions_addchdir_np(&actions, folder);
  // A child inherits blocked and ignored signals: it starts with neither.
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);

  const std::string file = std::string("./") + script;  // a name that starts with "-" is no option
  const char *words[] = {program, "--default-settings", file.c_str(), nullptr};
  std::vector<std::string> variables = environment();
  std::vector<char *> pointers;
  for (std::string &variable : variables) pointers.push_back(variable.data());
  pointers.push_back(nullptr);
  const int failure = posix_spawnp(child, words[0], &actions, &attributes, const_cast<char *const *>(words),
                                   pointers.data());
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  return failure;
}

}  // namespace

bool cgnuplot_run(const char *program, const char *folder, const char *script, double seconds,
                  cgnuplot_error *error) {
  *error = {};
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return fail(error, 74, std::string("cannot make a pipe: ") + std::strerror(errno));
  pid_t child = 0;
  const int failure = start(program, folder, script, ends[1], &child);
  close(ends[1]);
  if (failure != 0) {
    close(ends[0]);
    const std::string hint = failure == ENOENT ? "; install gnuplot (Debian: gnuplot-nox) or run ./setup" : "";
    return fail(error, 69, std::string("gnuplot cannot be started: ") + std::strerror(failure) + hint);
  }

  std::string said;
  const double deadline = now() + seconds;
  int status = 0;
  bool ended = false, late = false, open = true;
  while (!ended) {
    pollfd waiting = {ends[0], POLLIN, 0};
    const int ready = open ? poll(&waiting, 1, 10) : (usleep(2000), 0);
    if (ready > 0) {
      char buffer[4096];
      const ssize_t count = read(ends[0], buffer, sizeof buffer);
      if (count > 0 && said.size() < (1 << 16)) said.append(buffer, static_cast<size_t>(count));
      if (count == 0 || (count < 0 && errno != EINTR)) open = false;
    }
    const pid_t reaped = waitpid(child, &status, WNOHANG);
    ended = reaped == child || (reaped < 0 && errno != EINTR);
    if (!ended && now() > deadline) {
      late = true;
      kill(-child, SIGKILL);
      while (waitpid(child, &status, 0) < 0 && errno == EINTR) {}
      ended = true;
    }
  }
  // What it said last may still be in the pipe; a grandchild that holds the pipe open is not waited for.
  fcntl(ends[0], F_SETFL, O_NONBLOCK);
  char buffer[4096];
  for (ssize_t count; said.size() < (1 << 16) && (count = read(ends[0], buffer, sizeof buffer)) > 0;)
    said.append(buffer, static_cast<size_t>(count));
  close(ends[0]);

  const std::string words = oneLine(said);
  char limit[32];
  std::snprintf(limit, sizeof limit, "%g s", seconds);
  if (late) return fail(error, 69, std::string("gnuplot took longer than ") + limit + (words.empty() ? "" : ": " + words));
  if (WIFSIGNALED(status))
    return fail(error, 69, "gnuplot was killed by signal " + std::to_string(WTERMSIG(status)) +
                               (words.empty() ? "" : ": " + words));
  const int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  if (code == 127 && words.empty())
    return fail(error, 69, "gnuplot cannot be started; install gnuplot (Debian: gnuplot-nox) or run ./setup");
  if (code != 0)
    return fail(error, 69, "gnuplot ended with status " + std::to_string(code) + ": " +
                               (words.empty() ? "it said nothing" : words));
  std::snprintf(error->message, sizeof error->message, "%s", words.c_str());
  return true;
}
