using Engine.Cli;

return SystemLimits.Run(() => CommandLine.Run(args));
