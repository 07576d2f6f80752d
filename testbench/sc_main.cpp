// SPDX-License-Identifier: Apache-2.0
// libsystemc brings main(): the tests start from sc_main instead. SystemC's warnings and errors fail a test.
#include <gtest/gtest.h>

#include <systemc>

int sc_main(int argc, char* argv[]) {
  sc_core::sc_report_handler::set_actions(sc_core::SC_WARNING, sc_core::SC_THROW);
  sc_core::sc_report_handler::set_actions(sc_core::SC_ERROR, sc_core::SC_THROW);
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
