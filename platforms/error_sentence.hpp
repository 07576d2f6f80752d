// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <exception>
#include <string>

namespace memvp {

/// What an exception says, as one line for the terminal: what it quotes from a file has ? for control characters, and of
/// more than 1000 characters the middle is left out. SystemC's reports lose their prefixes and source lines.
std::string error_sentence(const std::exception& error);

/// Exit status of the program for an exception: 2 for bad usage or configuration, 1 for a run that failed.
int exit_status(const std::exception& error);

}  // namespace memvp
