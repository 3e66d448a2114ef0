using RepDynamics.Benchmarks;

// One process measures one benchmark of one side and prints its numbers (Measurement); 'run' starts these processes in turns.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Options.Quick = args.Contains(Options.QuickFlag);
switch (args.Where(argument => argument != Options.QuickFlag).ToArray())
{
    case ["run", .. var rest]: return Rounds.Run(rest);
    case ["ours", var name, var folder]: OurProgram.Run(name, folder); break;
    case ["reference", var name, var folder]: ReferenceProgram.Run(name, folder); break;
    default:
        Console.Error.WriteLine(Rounds.Usage);
        return 2;
}
return 0;
