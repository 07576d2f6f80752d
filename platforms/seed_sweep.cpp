// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/seed_sweep.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <map>
#include <optional>
#include <stdexcept>
#include <thread>

#include "memvp/platforms/error_sentence.hpp"
#include "memvp/platforms/interruption.hpp"

namespace memvp {
namespace {

constexpr std::uint64_t most_seeds = 100'000;

std::optional<std::uint64_t> whole_number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (status != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::runtime_error system_failure(const std::string& what) {
  return std::runtime_error("cannot " + what + ": " + std::strerror(errno));
}

/// A child process and the pipe through which it says where its run folder is.
struct child_process {
  std::uint64_t seed;
  int pipe;
};

/// The child's whole life; it never returns to the caller's code.
[[noreturn]] void live_as_child(std::uint64_t seed, int pipe, const run_outputs& outputs,
                                const std::function<run_configuration(std::uint64_t)>& configure_seed) {
  int status = EXIT_SUCCESS;
  try {
    run_configuration configured = configure_seed(seed);
    const std::string folder = run_once(configured, outputs, std::cerr).folder.string();
    if (write(pipe, folder.data(), folder.size()) != static_cast<ssize_t>(folder.size())) {
      throw system_failure("report a run");
    }
  } catch (const run_interrupted&) {
    status = EXIT_FAILURE;  // the parent says so once
  } catch (const std::exception& error) {
    std::cerr << "memvp: seed " << seed << ": " << error_sentence(error) << std::endl;
    status = EXIT_FAILURE;
  }
  std::cout.flush();
  std::fflush(nullptr);
  // The parent's objects (copied by fork) must not be destroyed twice.
  _exit(status);
}

std::string read_to_end(int pipe) {
  std::string text;
  std::array<char, 4096> buffer{};
  for (;;) {
    const ssize_t count = read(pipe, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return text;
    text.append(buffer.data(), static_cast<std::size_t>(count));
  }
}

class child_group {
 public:
  child_group(const run_outputs& outputs, const std::function<run_configuration(std::uint64_t)>& configure_seed)
      : outputs_(outputs), configure_seed_(configure_seed) {}

  /// Children do not outlive the parent's interest in them.
  ~child_group() {
    terminate();
    while (!children_.empty()) wait_for_one();
  }
  child_group(const child_group&) = delete;
  child_group& operator=(const child_group&) = delete;

  std::size_t running() const { return children_.size(); }

  void start(std::uint64_t seed) {
    std::array<int, 2> ends{};
    if (pipe(ends.data()) != 0) throw system_failure("create a pipe");
    std::cout.flush();
    const pid_t process = fork();
    if (process < 0) {
      const int error = errno;
      close(ends[0]);
      close(ends[1]);
      errno = error;
      throw system_failure("start a process");
    }
    if (process == 0) {
      close(ends[0]);
      live_as_child(seed, ends[1], outputs_, configure_seed_);
    }
    close(ends[1]);
    children_.emplace(process, child_process{seed, ends[0]});
  }

  void terminate() {
    for (const auto& [process, child] : children_) kill(process, SIGTERM);
  }

  struct ended_child {
    std::uint64_t seed;
    bool succeeded;
    std::string folder;
  };

  /// A child that has ended, or nothing after a short while. (A wait without end could miss a signal that comes just
  /// before it.)
  std::optional<ended_child> wait_for_one() {
    int status = 0;
    const pid_t process = waitpid(-1, &status, WNOHANG);
    if (process == 0) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
      return std::nullopt;
    }
    const auto found = children_.find(process);
    if (found == children_.end()) {
      if (process < 0) children_.clear();
      return std::nullopt;
    }
    const child_process child = found->second;
    children_.erase(found);
    ended_child ended{child.seed, WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SUCCESS, read_to_end(child.pipe)};
    close(child.pipe);
    return ended;
  }

 private:
  const run_outputs& outputs_;
  const std::function<run_configuration(std::uint64_t)>& configure_seed_;
  std::map<pid_t, child_process> children_;
};

}  // namespace

seed_range parse_seed_range(std::string_view text) {
  const std::size_t dots = text.find("..");
  if (dots != std::string_view::npos) {
    const auto first = whole_number(text.substr(0, dots));
    const auto last = whole_number(text.substr(dots + 2));
    if (first && last && *first <= *last && *last - *first < most_seeds) return {*first, *last};
  }
  throw configuration_error("--seeds needs two whole numbers FIRST..LAST such as 1..10, at most " +
                            std::to_string(most_seeds) + " seeds, but \"" + std::string(text) + "\" was given");
}

std::vector<finished_run> run_seeds(seed_range seeds, unsigned jobs, const run_outputs& outputs,
                                    const std::function<run_configuration(std::uint64_t)>& configure_seed,
                                    std::ostream& err) {
  const interruption_guard guard;
  run_outputs of_child = outputs;
  of_child.show_progress = false;
  progress_reporter progress(err, outputs.show_progress);
  progress.begin("seeds", seeds.last - seeds.first + 1);

  std::map<std::uint64_t, std::string> folders;
  std::vector<std::uint64_t> failed;
  bool terminated = false;
  {
    child_group children(of_child, configure_seed);
    std::uint64_t next = seeds.first;
    const auto may_start = [&] { return failed.empty() && !interruption_requested() && next <= seeds.last; };
    while (may_start() || children.running() > 0) {
      while (may_start() && children.running() < jobs) children.start(next++);
      if (interruption_requested() && !terminated) {
        children.terminate();
        terminated = true;
      }
      const auto ended = children.wait_for_one();
      if (!ended) continue;
      if (ended->succeeded) {
        folders.emplace(ended->seed, ended->folder);
        if (!interruption_requested()) progress.advance();
      } else {
        failed.push_back(ended->seed);
      }
    }
  }
  progress.end();
  throw_if_interrupted();
  if (!failed.empty()) throw std::runtime_error("the run of seed " + std::to_string(failed.front()) + " failed");

  std::vector<finished_run> finished;
  for (const auto& [seed, folder] : folders) finished.push_back({folder, read_summary(folder)});
  return finished;
}

}  // namespace memvp
