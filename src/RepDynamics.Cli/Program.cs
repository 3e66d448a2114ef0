using RepDynamics.Cli;

return (int)CommandLine.Run(args, CommandContext.OfProcess());
