@echo off
rem Viec cua mo-khoa-trinh-duyet.cmd va go-bo.cmd, bang quyen quan tri.
setlocal
set "HERE=%~dp0"
reg import "%HERE%chrome-bo.reg" && echo Chrome: da bo.
reg import "%HERE%edge-bo.reg" && echo Edge: da bo.
for %%F in ("%ProgramFiles%\Mozilla Firefox" "%ProgramW6432%\Mozilla Firefox" "%ProgramFiles(x86)%\Mozilla Firefox") do if exist "%%~F\distribution\policies.json" (
    fc /b "%HERE%policies.json" "%%~F\distribution\policies.json" >nul && del "%%~F\distribution\policies.json" && echo Firefox: da bo.
)
if exist "%HERE%dau-chung-chi.txt" for /f "usebackq" %%T in ("%HERE%dau-chung-chi.txt") do certutil -delstore Root %%T >nul && echo Chung chi goc: da bo.
del "%ProgramData%\Microsoft\Windows\Start Menu\Programs\Startup\Thu vien.lnk" 2>nul
exit /b 0
