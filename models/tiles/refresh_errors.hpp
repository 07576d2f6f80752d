// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>

#include "memvp/models/tiles/refresh_command.hpp"

namespace memvp {

/// A tile refused a compute command or gave it up; what() says which and why.
class refresh_command_error : public std::runtime_error {
 public:
  refresh_command_error(refresh_operation operation, refresh_error error);
  refresh_error code() const { return code_; }

 private:
  refresh_error code_;
};

/// A tile's controller refused a request or gave it up; what() says which and why.
class refresh_request_error : public std::runtime_error {
 public:
  refresh_request_error(refresh_request_kind kind, refresh_error error);
  refresh_error code() const { return code_; }

 private:
  refresh_error code_;
};

}  // namespace memvp
