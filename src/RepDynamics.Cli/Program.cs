using RepDynamics.Cli;

return (int)CommandLine.Run(args, Surroundings.OfProcess());
