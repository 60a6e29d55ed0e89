# SPDX-License-Identifier: MIT
# Runs PROGRAM, then looks at the libraries that it loads: LINKED is among them, UNLINKED is not; either may be empty.
execute_process(COMMAND ${PROGRAM} COMMAND_ECHO STDOUT COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ldd ${PROGRAM} OUTPUT_VARIABLE libraries COMMAND_ERROR_IS_FATAL ANY)
foreach(name IN LISTS LINKED)
  if(NOT libraries MATCHES "lib${name}")
    message(FATAL_ERROR "lib${name} is not loaded:\n${libraries}")
  endif()
endforeach()
foreach(name IN LISTS UNLINKED)
  if(libraries MATCHES "lib${name}")
    message(FATAL_ERROR "lib${name} is loaded:\n${libraries}")
  endif()
endforeach()
