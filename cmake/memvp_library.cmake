# SPDX-License-Identifier: Apache-2.0
# memvp_library(NAME sources...): one library target per folder, with the project's warnings and include root.
function(memvp_library name)
  add_library(memvp_${name} STATIC ${ARGN})
  add_library(memvp::${name} ALIAS memvp_${name})
  target_compile_features(memvp_${name} PUBLIC cxx_std_17)
  target_include_directories(memvp_${name} PUBLIC $<BUILD_INTERFACE:${MEMVP_INCLUDE_ROOT}>
                                                  $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  memvp_compile_options(memvp_${name})
endfunction()

function(memvp_compile_options target)
  target_compile_options(
    ${target}
    PRIVATE -Wall
            -Wextra
            -Wpedantic
            -Wconversion
            -Wshadow
            $<$<BOOL:${MEMVP_WARNINGS_AS_ERRORS}>:-Werror>
            $<$<BOOL:${MEMVP_NATIVE}>:-march=native>)
endfunction()
