// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>
#include <string>

namespace memvp {

/// A finding: says what does not hold, and aborts, which is what a fuzzer looks for.
void require(bool holds, const std::string& what);

/// What the program would print for this exception, which has to be one sentence that a terminal can show.
std::string required_sentence(const std::exception& error);

/// Why `read` does not come to its end, or nothing if it does. Exceptions of the kinds that stand for bad input are as
/// good an end as any, if they say why; any other exception is a finding.
template <class action>
std::string refusal(action&& read) {
  try {
    read();
    return {};
  } catch (const std::runtime_error& error) {
    return required_sentence(error);
  } catch (const std::invalid_argument& error) {
    return required_sentence(error);
  }
}

template <class action>
bool is_accepted(action&& read) {
  return refusal(read).empty();
}

}  // namespace memvp
