# SPDX-License-Identifier: MIT
include(CMakePackageConfigHelpers)

set(config_dir ${CMAKE_INSTALL_LIBDIR}/cmake/beckon)
set(pkgconfig_dir ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

install(DIRECTORY include/beckon DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.hpp")
install(FILES docs/event.schema.json DESTINATION ${CMAKE_INSTALL_DATADIR}/beckon)
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})

# Each component is an export set of its own, so that whoever asks for one needs the libraries of that one only.
set(BECKON_COMPONENTS core service testing sqlite postgres smtp)
foreach(component IN LISTS BECKON_COMPONENTS)
  if(NOT TARGET beckon_${component})
    list(REMOVE_ITEM BECKON_COMPONENTS ${component})
    continue()
  endif()
  install(TARGETS beckon_${component} EXPORT beckon-${component})
  install(EXPORT beckon-${component} NAMESPACE beckon:: DESTINATION ${config_dir})
endforeach()

configure_package_config_file(cmake/beckonConfig.cmake.in ${CMAKE_CURRENT_BINARY_DIR}/beckonConfig.cmake
  INSTALL_DESTINATION ${config_dir})
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/beckonConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES
  ${CMAKE_CURRENT_BINARY_DIR}/beckonConfig.cmake
  ${CMAKE_CURRENT_BINARY_DIR}/beckonConfigVersion.cmake
  DESTINATION ${config_dir})

# The way from the .pc files up to the prefix keeps the installation movable.
file(RELATIVE_PATH BECKON_PC_PREFIX /prefix/${pkgconfig_dir} /prefix)
string(REGEX REPLACE "/$" "" BECKON_PC_PREFIX "${BECKON_PC_PREFIX}")

# beckon_pkgconfig(COMPONENT DESCRIPTION text REQUIRES module... USES module... LIBS flag...)
#
# REQUIRES are needed to compile against the component, USES and LIBS only to link it; a static library passes them on.
function(beckon_pkgconfig component)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "DESCRIPTION" "REQUIRES;USES;LIBS")
  if(NOT TARGET beckon_${component})
    return()
  endif()
  set(libs "")
  get_target_property(type beckon_${component} TYPE)
  if(NOT type STREQUAL INTERFACE_LIBRARY)
    set(libs -L\${libdir} -lbeckon_${component})
  endif()
  if(type STREQUAL STATIC_LIBRARY)
    list(APPEND arg_REQUIRES ${arg_USES})
    list(APPEND libs ${arg_LIBS})
    set(arg_USES "")
    set(arg_LIBS "")
  endif()
  set(BECKON_PC_NAME ${component})
  set(BECKON_PC_DESCRIPTION ${arg_DESCRIPTION})
  list(JOIN arg_REQUIRES " " BECKON_PC_REQUIRES)
  list(JOIN arg_USES " " BECKON_PC_REQUIRES_PRIVATE)
  list(JOIN libs " " BECKON_PC_LIBS)
  list(JOIN arg_LIBS " " BECKON_PC_LIBS_PRIVATE)
  set(output ${CMAKE_CURRENT_BINARY_DIR}/beckon-${component}.pc)
  configure_file(${PROJECT_SOURCE_DIR}/cmake/component.pc.in ${output} @ONLY)
  install(FILES ${output} DESTINATION ${pkgconfig_dir})
endfunction()

beckon_pkgconfig(core DESCRIPTION "The user-invitation lifecycle: pure rules, header-only")
beckon_pkgconfig(service DESCRIPTION "The user-invitation lifecycle: links, mail, service and courier"
  REQUIRES beckon-core USES libsodium libutf8proc fmt LIBS -lboost_json)
beckon_pkgconfig(testing DESCRIPTION "The user-invitation lifecycle: the contract of every store, and doubles that fail as planned"
  REQUIRES beckon-service)
beckon_pkgconfig(sqlite DESCRIPTION "The user-invitation lifecycle: the store in one SQLite file"
  REQUIRES beckon-service USES sqlite3)
beckon_pkgconfig(postgres DESCRIPTION "The user-invitation lifecycle: the store in a PostgreSQL database"
  REQUIRES beckon-service USES libpq)
beckon_pkgconfig(smtp DESCRIPTION "The user-invitation lifecycle: mail by SMTP"
  REQUIRES beckon-service USES libcurl)
