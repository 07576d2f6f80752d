// SPDX-License-Identifier: Apache-2.0
// Included by whatever needs SystemC: libsystemc exports a symbol that names the C++ standard it was built for
// (sc_api_version_2_3_4_cxx201703L), and code of another standard asks the linker for a symbol that is not there.
#pragma once

#if __cplusplus != 201703L
#error "memvp is built for C++17, and so is the SystemC library it links: compile this file with -std=c++17."
#endif
