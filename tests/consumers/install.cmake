# SPDX-License-Identifier: MIT
# Installs the tree BUILD into PREFIX and moves the result to MOVED.
file(REMOVE_RECURSE ${PREFIX} ${MOVED})
execute_process(COMMAND ${CMAKE_COMMAND} --install ${BUILD} --prefix ${PREFIX} COMMAND_ERROR_IS_FATAL ANY)
file(RENAME ${PREFIX} ${MOVED})
file(GLOB_RECURSE licences ${MOVED}/LICENSE)
if(NOT licences)
  message(FATAL_ERROR "The licence is not installed.")
endif()
