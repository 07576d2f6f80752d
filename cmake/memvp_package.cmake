# SPDX-License-Identifier: Apache-2.0
# What `cmake --install` and `cpack -G DEB` give: the program with its platforms, presets and book (component program),
# and headers, libraries, CMake package and pkg-config file (component development).

include(CMakePackageConfigHelpers)
set(memvp_cmake_folder ${CMAKE_INSTALL_LIBDIR}/cmake/memvp)

# A library's target, and its headers under their one include form.
function(memvp_install_library name export)
  install(
    TARGETS memvp_${name}
    EXPORT ${export}
    ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT development)
  set_target_properties(memvp_${name} PROPERTIES EXPORT_NAME ${name})
  get_target_property(folder memvp_${name} SOURCE_DIR)
  foreach(subfolder "" ${ARGN})
    file(GLOB headers CONFIGURE_DEPENDS ${folder}/${subfolder}/*.hpp)
    file(RELATIVE_PATH place ${PROJECT_SOURCE_DIR} ${folder}/${subfolder})
    install(FILES ${headers} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/memvp/${place} COMPONENT development)
  endforeach()
endfunction()

# Each before those that it uses, as a linker wants them.
set(memvp_libraries tiles circuits tlm processor physics traces)
foreach(library ${memvp_libraries})
  memvp_install_library(${library} memvp-targets)
endforeach()
list(TRANSFORM memvp_libraries PREPEND -lmemvp_ OUTPUT_VARIABLE memvp_linked)
list(JOIN memvp_linked " " memvp_linked)
# Apart from the tiles, since it takes libraries that a tile does not need.
memvp_install_library(platforms memvp-platforms-targets workloads)

foreach(export memvp-targets memvp-platforms-targets)
  install(
    EXPORT ${export}
    NAMESPACE memvp::
    DESTINATION ${memvp_cmake_folder}
    COMPONENT development)
endforeach()

configure_package_config_file(
  ${CMAKE_CURRENT_LIST_DIR}/memvp-config.cmake.in ${CMAKE_CURRENT_BINARY_DIR}/memvp-config.cmake
  INSTALL_DESTINATION ${memvp_cmake_folder} NO_SET_AND_CHECK_MACRO)
# Before 1.0 a minor version may change the interface.
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/memvp-config-version.cmake COMPATIBILITY SameMinorVersion)
install(
  FILES ${CMAKE_CURRENT_BINARY_DIR}/memvp-config.cmake ${CMAKE_CURRENT_BINARY_DIR}/memvp-config-version.cmake
        ${CMAKE_CURRENT_LIST_DIR}/FindSystemC.cmake
  DESTINATION ${memvp_cmake_folder}
  COMPONENT development)

# From its own place, so that an installed folder can be moved.
file(RELATIVE_PATH memvp_prefix_from_pkgconfig ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
string(REGEX REPLACE "/$" "" memvp_prefix_from_pkgconfig "${memvp_prefix_from_pkgconfig}")
configure_file(${CMAKE_CURRENT_LIST_DIR}/memvp.pc.in ${CMAKE_CURRENT_BINARY_DIR}/memvp.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/memvp.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT development)

install(TARGETS memvp RUNTIME COMPONENT program)
install(
  DIRECTORY platforms/
  DESTINATION ${CMAKE_INSTALL_DATADIR}/memvp/platforms
  COMPONENT program
  FILES_MATCHING
  PATTERN "*.toml"
  PATTERN "scripts/*.csv"
  PATTERN "workloads" EXCLUDE)
install(
  DIRECTORY platforms/firmware
  DESTINATION ${CMAKE_INSTALL_DATADIR}/memvp/platforms
  COMPONENT program
  USE_SOURCE_PERMISSIONS)
install(FILES LICENSE README.md CHANGELOG.md CITATION.cff DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT program)
install(
  DIRECTORY docs
  DESTINATION ${CMAKE_INSTALL_DOCDIR}
  COMPONENT program
  PATTERN "*.1" EXCLUDE)
install(
  DIRECTORY examples
  DESTINATION ${CMAKE_INSTALL_DOCDIR}
  COMPONENT development)
# A packager puts an address of his own here.
set(CPACK_PACKAGE_CONTACT "The memvp authors <memvp@localhost>" CACHE STRING "Who maintains the packages")

# Debian wants manual pages and changelogs compressed, and the licence under this name.
set(memvp_debian_folder ${CMAKE_CURRENT_LIST_DIR}/debian)
configure_file(${memvp_debian_folder}/changelog.in ${CMAKE_CURRENT_BINARY_DIR}/changelog @ONLY)
configure_file(docs/memvp.1 ${CMAKE_CURRENT_BINARY_DIR}/memvp.1 COPYONLY)
foreach(page changelog memvp.1)
  execute_process(COMMAND gzip -9 --no-name --force ${CMAKE_CURRENT_BINARY_DIR}/${page} COMMAND_ERROR_IS_FATAL ANY)
endforeach()
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/memvp.1.gz DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT program)
foreach(package memvp:program libmemvp-dev:development)
  string(REPLACE ":" ";" package ${package})
  list(GET package 0 folder)
  list(GET package 1 component)
  install(FILES ${memvp_debian_folder}/copyright ${CMAKE_CURRENT_BINARY_DIR}/changelog.gz
          DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/${folder} COMPONENT ${component})
endforeach()
install(FILES ${memvp_debian_folder}/memvp.lintian-overrides RENAME memvp
        DESTINATION ${CMAKE_INSTALL_DATADIR}/lintian/overrides COMPONENT program)

# Two Debian packages: memvp to run it, libmemvp-dev to build against it.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME memvp)
set(CPACK_PACKAGE_VENDOR "The memvp authors")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_PACKAGE_DIRECTORY ${CMAKE_BINARY_DIR}/packages)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL program development)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_NAME memvp)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SECTION electronics)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SUGGESTS gtkwave)
set(CPACK_COMPONENT_PROGRAM_DESCRIPTION
    "A host processor model drives memristive arrays over a TLM-2.0 bus; every
run gives latency, energy and area traces and, if asked, waveforms. This
package has the program with its platforms, presets and its book.")
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME libmemvp-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS "libsystemc-dev (>= 2.3.4), libeigen3-dev (>= 3.4), \
libboost-dev (>= 1.74), nlohmann-json3-dev (>= 3.11), libboost-program-options-dev (>= 1.74), libspdlog-dev, \
libtomlplusplus-dev, zlib1g-dev")
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_RECOMMENDS "memvp (= ${PROJECT_VERSION}), pkg-config")
set(CPACK_COMPONENT_DEVELOPMENT_DESCRIPTION
    "The tiles, buses and traces as C++17 headers and static libraries, for virtual
platforms of one's own: CMake package memvp, pkg-config file memvp.pc.")
include(CPack)
