// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace memvp {

inline constexpr double pi = 3.14159265358979323846;

}  // namespace memvp
