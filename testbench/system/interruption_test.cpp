// SPDX-License-Identifier: Apache-2.0
// Ctrl-C in the middle of a run.
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <functional>
#include <thread>

#include "program_run.hpp"

namespace memvp::system_test {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

class interruption : public program_test {
 protected:
  /// Starts the program in the test's folder.
  pid_t start(std::vector<std::string> arguments) const {
    std::vector<char*> words;
    arguments.insert(arguments.begin(), "memvp");
    for (std::string& word : arguments) words.push_back(word.data());
    words.push_back(nullptr);
    const pid_t process = fork();
    if (process != 0) return process;
    const int out = chdir(folder_.c_str()) == 0 ? open("out.txt", O_WRONLY | O_CREAT | O_TRUNC, 0644) : -1;
    const int err = open("err.txt", O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (out < 0 || err < 0 || dup2(out, 1) < 0 || dup2(err, 2) < 0) _exit(126);
    unsetenv("MEMVP_DATA");
    execv(MEMVP_PROGRAM, words.data());
    _exit(127);
  }

  static bool wait_until(const std::function<bool()>& holds, std::chrono::seconds patience) {
    const auto started = steady_clock::now();
    while (!holds()) {
      if (steady_clock::now() - started > patience) return false;
      std::this_thread::sleep_for(milliseconds(10));
    }
    return true;
  }

  void expect_a_sentence_and_nothing_left(const std::vector<std::string>& arguments, int signal,
                                          milliseconds after) const {
    const pid_t process = start(arguments);
    ASSERT_GT(process, 0);
    int status = 0;
    const auto has_ended = [&] { return waitpid(process, &status, WNOHANG) == process; };
    bool ended = false;
    wait_until([&] { return !left_runs().empty() || (ended = has_ended()); }, std::chrono::seconds(20));
    std::this_thread::sleep_for(after);
    ASSERT_FALSE(ended || has_ended()) << "the run was over too soon: " << said(file("err.txt"));
    kill(process, signal);
    ended = wait_until(has_ended, std::chrono::seconds(20));
    EXPECT_TRUE(ended);
    if (!ended) {
      kill(process, SIGKILL);
      waitpid(process, &status, 0);
    }
    EXPECT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 1);
    EXPECT_EQ(said(file("err.txt")), "memvp: interrupted\n");
    EXPECT_TRUE(left_runs().empty());
    EXPECT_TRUE(!std::filesystem::exists(file("runs")) || std::filesystem::is_empty(file("runs")));
  }
};

TEST_F(interruption, ends_training_with_a_sentence_and_without_a_run_folder) {
  expect_a_sentence_and_nothing_left({"run", "ecram-mushroom", "--set", "training.epochs=1000"}, SIGINT,
                                     milliseconds(800));
  expect_a_sentence_and_nothing_left({"run", "ecram-mushroom", "--set", "training.epochs=1000"}, SIGTERM,
                                     milliseconds(200));
}

TEST_F(interruption, ends_a_run_that_writes_waveforms) {
  expect_a_sentence_and_nothing_left({"run", "ecram-image", "--vcd", "--set", "workload.images=30000"}, SIGINT,
                                     milliseconds(500));
}

TEST_F(interruption, ends_a_command_that_would_go_on_for_minutes) {
  // Write-and-verify of 4,096 cells with wire resistance: each of some 20,000 readings solves the array anew.
  expect_a_sentence_and_nothing_left(
      {"run", "ecram-image", "--set", "array.rows=64", "--set", "array.columns=64", "--set", "wire.resistance=1 ohm",
       "--set", "workload.images=1", "--set", "workload.vectors=1"},
      SIGINT, milliseconds(1500));
}

TEST_F(interruption, ends_all_runs_of_a_sweep) {
  expect_a_sentence_and_nothing_left(
      {"run", "ecram-mushroom", "--seeds", "1..4", "--jobs", "2", "--set", "training.epochs=1000"}, SIGINT,
      milliseconds(500));
}

}  // namespace
}  // namespace memvp::system_test
