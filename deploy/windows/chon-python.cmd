rem Dat PY la Python hop voi Windows cua may nay; dung khi Windows 7 thieu ban cap nhat.
set "KIND=64"
if /i "%PROCESSOR_ARCHITECTURE%"=="x86" if not defined PROCESSOR_ARCHITEW6432 set "KIND=32"
if not exist "%~dp0python-%KIND%\python.exe" set "KIND=32"
set "PY=%~dp0python-%KIND%\python.exe"
if not exist "%PY%" (
    echo Bo cai nay khong co Python cho Windows 32 bit: xin bo cai co python-32.
    exit /b 1
)
if not exist "%SystemRoot%\System32\ucrtbase.dll" (
    echo Windows thieu ban cap nhat KB2999226: hay chay Windows Update roi cai lai.
    exit /b 1
)
"%PY%" -c "" >nul 2>&1
if errorlevel 1 (
    echo Python khong chay: Windows 7 can SP1 va KB3063858. Hay chay Windows Update roi cai lai.
    exit /b 1
)
exit /b 0
