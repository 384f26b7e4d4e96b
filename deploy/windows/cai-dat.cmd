@echo off
rem Cai tro ly cho ca may. Bam dup tep nay, go ma tren phieu.
setlocal
cd /d "%~dp0"
fltmc >nul 2>&1
if errorlevel 1 (
    set "SELF=%~f0"
    powershell -NoProfile -Command "Start-Process -FilePath $env:SELF -Verb RunAs"
    exit /b
)
call "%~dp0chon-python.cmd" || goto :ket-thuc
"%PY%" tro-ly\khoi-dong.py cai-dat %*
:ket-thuc
echo.
pause
