// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace memvp {

/// Word and bit lines, or rows and columns, of an array.
struct array_size {
  std::int64_t rows = 0;
  std::int64_t columns = 0;
};

}  // namespace memvp
