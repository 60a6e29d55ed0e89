# SPDX-License-Identifier: MIT
# Configures PROJECT in BUILD with OPTIONS, then looks at its targets: TARGETS matches them, NO_TARGETS does not.
file(REMOVE_RECURSE ${BUILD})
execute_process(COMMAND ${CMAKE_COMMAND} -S ${PROJECT} -B ${BUILD} -G ${GENERATOR} ${OPTIONS} COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${CMAKE_COMMAND} --build ${BUILD} --target help OUTPUT_VARIABLE targets COMMAND_ERROR_IS_FATAL ANY)
if(NOT targets MATCHES "${TARGETS}")
  message(FATAL_ERROR "No target matches ${TARGETS}:\n${targets}")
endif()
if(targets MATCHES "${NO_TARGETS}")
  message(FATAL_ERROR "The target ${CMAKE_MATCH_0} matches ${NO_TARGETS}.")
endif()
