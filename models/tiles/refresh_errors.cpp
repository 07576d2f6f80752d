// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/tiles/refresh_errors.hpp"

#include <string>

namespace memvp {

namespace {

const char* name_of(refresh_operation operation) {
  switch (operation) {
    case refresh_operation::multiply:
      return "a multiplication";
    case refresh_operation::multiply_transposed:
      return "a transposed multiplication";
    case refresh_operation::read_cells:
      return "reading cells";
    case refresh_operation::pulse:
      return "ionic pulses";
    case refresh_operation::none:
      break;
  }
  return "a command";
}

const char* name_of(refresh_request_kind kind) {
  switch (kind) {
    case refresh_request_kind::alloc:
      return "ALLOC";
    case refresh_request_kind::restore:
      return "RESTORE";
    case refresh_request_kind::rewrite:
      return "REWRITE";
    case refresh_request_kind::reprogram:
      return "REPROGRAM";
    case refresh_request_kind::promote:
      return "PROMOTE";
    case refresh_request_kind::none:
      break;
  }
  return "a request";
}

const char* reason_of(refresh_error error) {
  switch (error) {
    case refresh_error::unknown_command:
      return "it is unknown";
    case refresh_error::region_outside_array:
      return "its region reaches outside the array";
    case refresh_error::busy:
      return "the tile was busy";
    case refresh_error::buffer_too_small:
      return "a buffer is too small for it";
    case refresh_error::bad_argument:
      return "a count or a mode is out of range";
    case refresh_error::code_out_of_range:
      return "an input code is -128";
    case refresh_error::time_out_of_range:
      return "it would end beyond the longest time that can be simulated";
    case refresh_error::row_not_allocated:
      return "a row is FREE";
    case refresh_error::wrong_mode:
      return "a row is not in the mode that it needs";
    case refresh_error::row_under_refresh:
      return "a row is under refresh";
    case refresh_error::illegal_voltage:
      return "a pulse that it needs lies outside the window of its kind";
    case refresh_error::no_free_slot:
      return "the controller's slot table is full";
    case refresh_error::level_beyond_last:
      return "a level lies beyond the last one";
    case refresh_error::verify_timeout:
      return "cells stayed out of tolerance";
    case refresh_error::pulse_too_wide:
      return "a pulse is wider than the pulse table allows";
    case refresh_error::no_source:
      return "a row's polarisation was never written";
    case refresh_error::none:
      break;
  }
  return "of an unknown error";
}

std::string sentence(const char* what, refresh_error error) {
  return std::string("the refresh tile refused or gave up ") + what + ": " + reason_of(error) + ".";
}

}  // namespace

refresh_command_error::refresh_command_error(refresh_operation operation, refresh_error error)
    : std::runtime_error(sentence(name_of(operation), error)), code_(error) {}

refresh_request_error::refresh_request_error(refresh_request_kind kind, refresh_error error)
    : std::runtime_error(sentence(name_of(kind), error)), code_(error) {}

}  // namespace memvp
