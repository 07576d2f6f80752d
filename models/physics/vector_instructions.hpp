// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace memvp {

/// Whether the processor has AVX2 and fused multiplication and addition, found out once: packages are built for any
/// x86-64, and the few loops that a simulation spends its time in choose at run time.
inline bool has_avx2() {
#if defined(__x86_64__)
  static const bool found = __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0;
  return found;
#else
  return false;
#endif
}

}  // namespace memvp
