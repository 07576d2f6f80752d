// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace memvp {

/// The registers of the RISC-V processor for a debugger: an XML text with the integer registers, the pc and the control
/// and status registers, under the numbers of debug_target.
///
/// SOURCE: GDB manual, "Target Descriptions: RISC-V Features".
const std::string& gdb_target_description();

}  // namespace memvp
