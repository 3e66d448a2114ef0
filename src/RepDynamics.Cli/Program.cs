using RepDynamics.Cli;

using Interruption interruption = Interruption.OfProcess(Console.Error.WriteLine);
return (int)CommandLine.Run(args, Surroundings.OfProcess(interruption));
