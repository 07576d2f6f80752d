// SPDX-License-Identifier: Apache-2.0
#include "memvp/testbench/benchmarks/child_process.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <exception>
#include <iostream>
#include <stdexcept>

namespace memvp::benchmarks {

double measured_in_child(const std::function<double()>& measure) {
  int ends[2];
  if (pipe(ends) != 0) throw std::runtime_error("a pipe cannot be made.");
  const pid_t child = fork();
  if (child == 0) {
    bool sent = false;
    try {
      const double measured = measure();
      sent = write(ends[1], &measured, sizeof measured) == static_cast<ssize_t>(sizeof measured);
    } catch (const std::exception& failure) {
      std::cerr << failure.what() << '\n';
    }
    _exit(sent ? 0 : 1);
  }
  close(ends[1]);
  double measured = 0;
  const bool received = read(ends[0], &measured, sizeof measured) == static_cast<ssize_t>(sizeof measured);
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  if (!received || status != 0) throw std::runtime_error("a run of the benchmark failed.");
  return measured;
}

}  // namespace memvp::benchmarks
