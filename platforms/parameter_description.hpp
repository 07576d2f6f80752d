// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "memvp/models/physics/parameters.hpp"
#include "memvp/platforms/configuration.hpp"

namespace memvp {

/// A declared parameter with its value as text: what `memvp describe` prints.
struct parameter_description {
  std::string key;
  std::string kind;   ///< what a value looks like: "a time", "a whole number", "true or false", "a text", "a choice"
  std::string value;  ///< with unit, as it may be written in a file (texts without quotes)
  std::string range;  ///< allowed range in words, or the choices; empty if anything is allowed
  std::string meaning;
  provenance origin = provenance::setting;
  std::string source;
};

/// Collects the declarations and present values of all parameters, in the order of their declaration.
class describing_visitor final : public parameter_visitor {
 public:
  void real(const parameter_info& info, double& value) override;
  void integer(const parameter_info& info, std::int64_t& value) override;
  void boolean(const parameter_info& info, bool& value) override;
  void text(const parameter_info& info, std::string& value) override;
  void choice(const parameter_info& info, const std::vector<std::string_view>& names, std::size_t& value) override;

  const std::vector<parameter_description>& parameters() const { return parameters_; }

 private:
  void add(const parameter_info& info, std::string kind, std::string value, std::string range);

  std::vector<parameter_description> parameters_;
};

/// The word for a provenance, for instance "assumed".
std::string_view provenance_name(provenance origin);

/// Keys of those parameters that nobody publishes (provenance::unknown) and that still have their default: `defaults`
/// are the parameters before the settings were read, `used` after.
std::vector<std::string> unknown_parameters(const std::vector<parameter_description>& defaults,
                                            const std::vector<parameter_description>& used);

/// One block a parameter: key, value, range, meaning, and where the value comes from. A value set in `settings` names
/// its line instead of the source of the default.
std::string description_text(const std::vector<parameter_description>& parameters, const configuration& settings);

/// The same as a Markdown table, for documentation.
std::string description_markdown(const std::vector<parameter_description>& parameters, const configuration& settings);

}  // namespace memvp
