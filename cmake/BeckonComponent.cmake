# SPDX-License-Identifier: MIT

# beckon_component(NAME): the library beckon_NAME, known to everyone as beckon::NAME.
function(beckon_component name)
  add_library(beckon_${name} ${ARGN})
  add_library(beckon::${name} ALIAS beckon_${name})
  set_target_properties(beckon_${name} PROPERTIES
    EXPORT_NAME ${name}
    VERSION ${PROJECT_VERSION}
    SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR}
    POSITION_INDEPENDENT_CODE ON)
  if(NOT ARGN STREQUAL INTERFACE)
    beckon_use_precompiled(beckon_${name} beckon_precompiled_library)
  endif()
endfunction()
