# SPDX-License-Identifier: Apache-2.0
# Finds SystemC with TLM-2.0 and defines SystemC::systemc. Looks, in this order, at a CMake package of SystemC's own
# (SystemCLanguage), at pkg-config (Debian's libsystemc-dev), and at the folder named by SYSTEMC_HOME.
# A libsystemc built for another C++ standard than C++17 is explained in a sentence instead of as a linker error.

if(TARGET SystemC::systemc)
  set(SystemC_FOUND TRUE)
  return()
endif()

find_package(SystemCLanguage CONFIG QUIET)
if(SystemCLanguage_FOUND)
  set(SystemC_FOUND TRUE)
  set(SystemC_VERSION ${SystemCLanguage_VERSION})
  return()
endif()

find_package(PkgConfig QUIET)
if(PkgConfig_FOUND)
  pkg_check_modules(PC_SYSTEMC QUIET systemc)
endif()

find_path(SystemC_INCLUDE_DIR systemc HINTS ${PC_SYSTEMC_INCLUDE_DIRS} $ENV{SYSTEMC_HOME}/include)
find_library(
  SystemC_LIBRARY systemc HINTS ${PC_SYSTEMC_LIBRARY_DIRS} $ENV{SYSTEMC_HOME}/lib $ENV{SYSTEMC_HOME}/lib-linux64
                                $ENV{SYSTEMC_HOME}/lib64)
set(SystemC_VERSION ${PC_SYSTEMC_VERSION})

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(
  SystemC
  REQUIRED_VARS SystemC_LIBRARY SystemC_INCLUDE_DIR
  VERSION_VAR SystemC_VERSION
  REASON_FAILURE_MESSAGE "install libsystemc-dev (Debian) or set SYSTEMC_HOME to a SystemC 2.3.4 built with C++17")

if(SystemC_FOUND)
  execute_process(COMMAND nm -D --defined-only ${SystemC_LIBRARY} OUTPUT_VARIABLE SystemC_SYMBOLS ERROR_QUIET)
  if(SystemC_SYMBOLS MATCHES "sc_api_version_[0-9_]+_cxx([0-9]+)L" AND NOT CMAKE_MATCH_1 STREQUAL "201703")
    message(FATAL_ERROR "${SystemC_LIBRARY} was built for C++ standard ${CMAKE_MATCH_1}, but memvp is C++17 (201703): "
                        "point SYSTEMC_HOME to a SystemC built with -DCMAKE_CXX_STANDARD=17.")
  endif()
  add_library(SystemC::systemc UNKNOWN IMPORTED)
  set_target_properties(
    SystemC::systemc
    PROPERTIES IMPORTED_LOCATION ${SystemC_LIBRARY}
               INTERFACE_INCLUDE_DIRECTORIES ${SystemC_INCLUDE_DIR}
)
endif()
mark_as_advanced(SystemC_INCLUDE_DIR SystemC_LIBRARY)
