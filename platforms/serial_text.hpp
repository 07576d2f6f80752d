// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <ostream>
#include <streambuf>
#include <string>

namespace memvp {

/// What firmware prints: passed on to a file and, if there is one, to a terminal. Lines of the form
///
///     result NAME VALUE
///
/// are results of the run besides: NAME of letters, digits and underscores, VALUE a decimal number or, if it is none,
/// text to the end of the line.
class serial_text final : public std::streambuf {
 public:
  /// \param file, terminal outlive the object; terminal may be null
  serial_text(std::ostream& file, std::ostream* terminal) : file_(file), terminal_(terminal) {}

  /// By name. The last one counts of a name that is printed several times.
  const nlohmann::ordered_json& results() const noexcept { return results_; }

 private:
  int_type overflow(int_type character) override;
  int sync() override;
  void take_result();

  std::ostream& file_;
  std::ostream* terminal_;
  std::string line_;
  nlohmann::ordered_json results_ = nlohmann::ordered_json::object();
};

}  // namespace memvp
