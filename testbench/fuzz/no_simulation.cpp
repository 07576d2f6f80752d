// SPDX-License-Identifier: Apache-2.0
// libsystemc has a main() of its own, which calls sc_main(). Fuzz targets bring their main() and simulate nothing.
#include <systemc>

int sc_main(int, char**) { return 1; }
