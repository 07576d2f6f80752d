// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/prefixed_parameters.hpp"

namespace memvp {

namespace {

/// The declaration under its longer key, which lives as long as this object.
struct prefixed_info {
  prefixed_info(std::string_view prefix, const parameter_info& declared) : key(prefix), info(declared) {
    key += declared.key;
    info.key = key;
  }
  prefixed_info(const prefixed_info&) = delete;
  prefixed_info& operator=(const prefixed_info&) = delete;

  std::string key;
  parameter_info info;
};

}  // namespace

void prefixed_parameters::real(const parameter_info& info, double& value) {
  visitor_.real(prefixed_info(prefix_, info).info, value);
}

void prefixed_parameters::integer(const parameter_info& info, std::int64_t& value) {
  visitor_.integer(prefixed_info(prefix_, info).info, value);
}

void prefixed_parameters::boolean(const parameter_info& info, bool& value) {
  visitor_.boolean(prefixed_info(prefix_, info).info, value);
}

void prefixed_parameters::text(const parameter_info& info, std::string& value) {
  visitor_.text(prefixed_info(prefix_, info).info, value);
}

void prefixed_parameters::path(const parameter_info& info, std::string& value) {
  visitor_.path(prefixed_info(prefix_, info).info, value);
}

void prefixed_parameters::choice(const parameter_info& info, const std::vector<std::string_view>& names,
                                 std::size_t& value) {
  visitor_.choice(prefixed_info(prefix_, info).info, names, value);
}

}  // namespace memvp
